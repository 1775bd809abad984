from leads.importing.reading import UNREADABLE, Record, records


def read(data, encoding="utf-8", delimiter=","):
    return list(records(data, encoding=encoding, delimiter=delimiter))


def test_a_record_may_cross_pieces_and_hold_line_ends():
    found = read([b'a,"b\nc', b'c"\n', b"\n", b"d,\xd8", b"\xa7\n"])
    assert found == [Record(1, ["a", "b\ncc"]), Record(4, ["d", "ا"])]


def test_empty_lines_are_left_out_and_lines_still_counted():
    assert [record.line for record in read([b"a\n\n , \nb\n"])] == [1, 4]


def test_a_quote_that_is_never_closed_is_one_bad_record():
    found = read([b'a\n"' + b"x,\n" * 60_000 + b"b\n"])
    assert found[0].cells == ["a"]
    assert found[1] == Record(2, None)


def test_bytes_of_another_encoding_are_marked():
    assert UNREADABLE in read([b"caf\xe9\n"])[0].cells[0]


def test_a_line_without_end_does_not_fill_the_memory():
    found = read(b"x" * (1 << 20) for _ in range(8))
    assert all(record.cells is None for record in found)

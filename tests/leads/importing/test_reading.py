import pytest

from leads.importing.reading import UNREADABLE, Record, records


def read(data, encoding="utf-8", delimiter=","):
    return list(records(data, encoding=encoding, delimiter=delimiter))


def test_a_record_may_cross_pieces_and_hold_line_ends():
    found = read([b'a,"b\nc', b'c"\n', b"\n", b"d,\xd8", b"\xa7\n"])
    assert found == [Record(1, ["a", "b\ncc"]), Record(4, ["d", "ا"])]


def test_empty_lines_are_left_out_and_lines_still_counted():
    assert [record.line for record in read([b"a\n\n , \nb\n"])] == [1, 4]


@pytest.mark.parametrize("number", [3, 60_000])
def test_a_quote_that_is_never_closed_costs_its_own_line_alone(number):
    found = read([b'a,1\nb,"2\n' + b"x,y\n" * number])
    assert found[:2] == [Record(1, ["a", "1"]), Record(2, None, 'b,"2')]
    assert found[2:] == [Record(3 + n, ["x", "y"]) for n in range(number)]


def test_many_lines_in_one_cell_are_one_record():
    note = "\n".join("line" for _ in range(300))
    assert read([f'a,"{note}"\nb,2\n'.encode()]) == [
        Record(1, ["a", note]),
        Record(301, ["b", "2"]),
    ]


def test_a_file_broken_on_every_line_is_still_read_in_time():
    found = read([b'"' + b"x" * 140_000 + b"\n"] * 30)
    assert all(record.cells is None for record in found)


def test_bytes_of_another_encoding_are_marked():
    assert UNREADABLE in read([b"caf\xe9\n"])[0].cells[0]


def test_a_line_without_end_does_not_fill_the_memory():
    found = read(b"x" * (1 << 20) for _ in range(8))
    assert all(record.cells is None for record in found)

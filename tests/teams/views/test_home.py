"""Where each person starts."""


def test_a_marketer_starts_at_the_hand_offs(as_, marketer):
    assert as_(marketer).get("/")["Location"] == "/handoffs/"


def test_a_rep_starts_at_the_queue(as_, rep):
    assert as_(rep).get("/")["Location"] == "/queue/"


def test_a_manager_starts_at_the_dashboard(as_, manager):
    assert as_(manager).get("/")["Location"] == "/dashboard/"


def test_an_administrator_without_a_team_starts_at_the_people(as_, administrator):
    assert as_(administrator).get("/")["Location"] == "/settings/people/"


def test_somebody_without_a_team_reads_so_and_can_leave(as_, outsider):
    page = as_(outsider).get("/")
    assert page.status_code == 200
    assert "You are in no team yet" in page.text
    assert "/sign-out/" in page.text


def test_nobody_is_sent_to_sign_in(as_, rep):
    assert as_(None).get("/")["Location"] == "/sign-in/?next=/"

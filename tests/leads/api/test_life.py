"""The example of docs/api.md, step by step."""

import pytest

from tests.api_client import Program

pytestmark = pytest.mark.django_db


def test_a_lead_from_capture_to_customer(agreement, marketer, rep):
    marketing, sales = Program(marketer), Program(rep)
    lead = marketing.post(
        "/leads/", name="Lina Mansour", email="lina@doha-clinics.example", external_id="crm-4711"
    ).json()
    marketing.post(f"/leads/{lead['code']}/qualify/", override_reason="")
    handoff = marketing.post(
        f"/leads/{lead['code']}/hand-off/",
        who="Runs 14 clinics",
        did="Asked for a demo",
        wants="One tool",
        why_now="Contract ends",
    ).json()
    path = f"/handoffs/{handoff['code']}"
    assert sales.post("/queue/claim-next/").json()["code"] == handoff["code"]
    sales.post(f"{path}/touches/", channel="call", outcome="reached", note="Wants an offer")
    sales.post(f"{path}/qualify/", confirmed=["has_budget"])
    assert sales.post(f"{path}/win/", value="12000.00").json()["outcome"] == "won"
    clocks = sales.get(f"{path}/clocks/").json()["clocks"]
    assert {clock["state"] for clock in clocks} == {"met"}
    told = marketing.get(f"/leads/{lead['code']}/").json()
    assert (told["stage"], told["open_handoff"]) == ("customer", None)
    moves = [
        row["move"] for row in marketing.get(f"/leads/{lead['code']}/timeline/").json()["results"]
    ]
    assert sorted(moves) == sorted(
        ["win", "qualify", "touch", "claim", "hand_off", "qualify_mql", "capture"]
    )

"""Who may open the doors of clocks, queue and agreement."""

import pytest

from tests.api_client import Program

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "outsider", "administrator", None)
READS = dict(zip(EVERYBODY, (200, 200, 200, 404, 404, 401), strict=True))
SALES = dict(zip(EVERYBODY, (403, 200, 200, 404, 404, 401), strict=True))


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    "path",
    ["/leads/{lead}/", "/handoffs/{handoff}/clocks/", "/queue/", "/agreement/"],
)
def test_members_read(request, handoff, path, who):
    user = request.getfixturevalue(who) if who else None
    where = path.format(lead=handoff.lead.code, handoff=handoff.code)
    assert Program(user).get(where).status_code == READS[who]


@pytest.mark.parametrize("who", EVERYBODY)
def test_sales_claims_the_next(request, handoff, who):
    user = request.getfixturevalue(who) if who else None
    assert Program(user).post("/queue/claim-next/").status_code == SALES[who]

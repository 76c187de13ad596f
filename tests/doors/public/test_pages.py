import pytest

pytestmark = pytest.mark.django_db


def test_smoke(person):
    for a in ["/", "/privacy", "/accessibility", "/about", "/come-back", "/left", "/deleted", "/report/sent"]:
        assert person.client.get(a).status_code == 200, a
    person.starts()
    for p in [
        "code",
        "who",
        "worry",
        "seen",
        "when",
        "children/1",
        "children",
        "safe",
        "where",
        "files",
        "you",
        "name",
        "work",
        "family",
        "answers",
        "check",
        "danger",
        "delete",
    ]:
        r = person.client.get("/report/" + p)
        assert r.status_code in (200, 302), (p, r.status_code)
    person.answers("who", teller="professional")
    person.answers("worry", worry="x")
    person.answers("children/1", known_as="Bo", address="SX1 1AA")
    person.answers("safe", safe_now="no")
    print(person.sends())
    r = person.client.get("/report/sent")
    assert r.status_code == 200
    print(r.content.decode())
    assert person.client.get("/report/sent/notes.pdf").status_code == 200
    assert person.client.get("/report/sent/proof.pdf").status_code == 200
    assert person.client.get("/report/sent/check").status_code == 200
    r = person.client.get("/follow")
    print(r.content.decode())
    assert r.status_code == 200
    assert person.client.get("/follow/who-i-am").status_code == 200

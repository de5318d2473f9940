"""What a merchant chooses at creation, from the request to the orchestrator."""

import httpx2
import pytest

from integration.clients import API, ORDER, create_store, read_problem
from integration.store_rows import LEASE
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.choices import Choices


async def test_what_was_chosen_is_shown_and_reaches_the_orchestrator(
    client: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    chosen = {
        "display_name": " Bei Ada \u2615 ",
        "country": "CH",
        "currency": "EUR",
        "sample_products": False,
    }
    response = await client.post(f"{API}/stores", json={**ORDER, **chosen})
    assert response.status_code == 202
    shown = {name: response.json()[name] for name in chosen}
    assert shown == {**chosen, "display_name": "Bei Ada \u2615"}
    [leased] = await queue.fetch_due("test", 1, LEASE)
    assert leased.spec.choices == Choices("Bei Ada \u2615", "CH", "EUR", sample_products=False)


async def test_who_chooses_nothing_gets_the_usual(client: httpx2.AsyncClient) -> None:
    store = await create_store(client, name="my-shop")
    assert store["display_name"] == "My Shop"
    assert (store["country"], store["currency"]) == ("US", "USD")
    assert store["sample_products"] is True
    swiss = await create_store(client, name="swiss", country="CH")
    assert swiss["currency"] == "CHF"


async def test_every_engine_says_what_it_can_do_and_does_all_of_it(
    client: httpx2.AsyncClient,
) -> None:
    engines = (await client.get(f"{API}/engines")).json()["items"]
    assert len(engines) >= 2
    for engine in engines:
        assert engine["available"], engine["unavailable_reason"]
        assert engine["countries"] == sorted(engine["countries"])
        assert engine["sign_in_link"] is True
        for plan in engine["plans"]:
            await create_store(
                client,
                name=f"{engine['name']}-{plan['name']}",
                engine=engine["name"],
                plan=plan["name"],
                country=engine["countries"][-1],
                currency=engine["currencies"][-1],
            )


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": "Other"},
        {"country": "DE"},
        {"currency": "EUR"},
        {"sample_products": False},
    ],
)
async def test_a_key_covers_the_choices(
    client: httpx2.AsyncClient, changes: dict[str, object]
) -> None:
    headers = {"Idempotency-Key": "one"}
    chosen = {**ORDER, "country": "CH", "display_name": "Shop"}
    first = await client.post(f"{API}/stores", json=chosen, headers=headers)
    again = await client.post(f"{API}/stores", json=chosen, headers=headers)
    assert again.json()["id"] == first.json()["id"]
    other = await client.post(f"{API}/stores", json={**chosen, **changes}, headers=headers)
    read_problem(other, 409, "idempotency-mismatch")

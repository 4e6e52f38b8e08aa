"""What an adapter must do, shipped for whoever writes one: a playbook of conversations, and the contract of a store.

Nothing here needs a test tool: a check is an async function that raises `AssertionError`, so an adapter's test is

    @pytest.mark.parametrize("check", CONTRACT, ids=name_of)
    def test_it_keeps_the_contract(check: Check) -> None:
        asyncio.run(check(opened))

where `opened` gives a `Place` (`ratchet_core.contract.place`), empty at first.
"""

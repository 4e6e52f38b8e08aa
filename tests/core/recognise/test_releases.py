"""What a deploy notice says was released, and that nothing else in it is taken for a service."""

import pytest
from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise import Kind, recognise

BOT = Bot(id="B1", app="A1", name="ship")
NAMED = [
    ("Deployed billing-api v3 to production", "billing-api"),
    ("Deployed `billing-api` `v3` to `production`", "billing-api"),
    ("billing-api v2.3.1 was deployed to production by Ann", "billing-api"),
    ("billing-api: deployed 2.3.1 to prod", "billing-api"),
    ("Application billing-api has been successfully synced", "billing-api"),
    ("Deployment of acme/billing-api to production succeeded", "billing-api"),
    ("ann deployed billing-api@abc123 to production", "billing-api"),
    ("Finished deploying billing-api to production (v12)", "billing-api"),
    ("deploy-billing-api - #123 Success", "billing-api"),
    ("ledger-deploy #88 succeeded", "ledger"),
    ("Deploying search", "search"),
    ("Tom is deploying search to production", "search"),
    ("Rolled out search to staging", "search"),
    ("Rolled back ledger to v41", "ledger"),
    ("Rollback of shop-web to v44 completed", "shop-web"),
    ("Release billing-api 1.2", "billing-api"),
    ("Released billing-api 1.2 to eu-west-1", "billing-api"),
    ("billing-api → production", "billing-api"),
    ("billing-api v1.4.0 -> staging", "billing-api"),
    ("Deployment ledger succeeded", "ledger"),
    ("Service ledger deployed to production", "ledger"),
    ("Deployed v3 of ledger to production", "ledger"),
    ("Deploy finished: ledger v12 is live on production", "ledger"),
    ("Deploy failed for shop-web", "shop-web"),
    ("shop-web deployed to production", "shop-web"),
    ("New version of shop-web deployed: 1.4.2", "shop-web"),
    ("Deployed shop-web:1.4.2 to prod-eu-1", "shop-web"),
    ("Promoted shop-web from staging to production", "shop-web"),
    ("prod: deployed ledger v3", "ledger"),
    ("[production] Deployed ledger v3", "ledger"),
    ("livestock v3 was deployed", "livestock"),
]
NAMELESS = [
    "Deployment Successful!",
    "Starting deploy to production",
    "Deployed to production by Ann",
    "Ann deployed to production",
    "tom.lee deployed to production",
    "Tom is deploying to production",
    "<@U1> deployed 1.2.3 to production",
    "ann deployed main to production",
    "Deploying origin/main to prod",
    "Deployed feature/login to staging",
    "Deployed branch fix-login to staging",
    "Deployed `main@abc1234` to production",
    "Deployed v3 to production",
    "Deployed 2024.03.1 to production",
    "Deployed build #412 to staging",
    "Deployed abc1234 to production",
    "Deploying 3 services to production",
    "Deploying changes to production",
    "Deploying to eu-west-1",
    "Production deploy finished",
    "Deploy freeze",
    "Everything was deployed to production",
    "Tom promoted staging to production",
    "Version 1.2.0 deployed to production",
    "deploy-staging-eu - #12 Failure",
    "[production] Deployed v3",
    "Deployment complete\nEnvironment: production",
]


@pytest.mark.parametrize(("text", "service"), NAMED)
def test_a_notice_of_a_deploy_names_what_was_released(text: str, service: str) -> None:
    assert recognise(Content(text=text), BOT).service == service


@pytest.mark.parametrize("text", NAMELESS)
def test_a_person_a_place_a_version_or_a_branch_is_never_what_was_released(text: str) -> None:
    assert recognise(Content(text=text), BOT).service is None


def test_a_title_names_what_was_released_as_a_text_does() -> None:
    content = Content(text="Deployed cart-api v3 to production", title="Deployed cart-api v3 to production")
    assert recognise(content, BOT).service == "cart-api"


@pytest.mark.parametrize("text", ["deploy-cart - #12 Success", "cart-api v2 → staging", "deploy-prod #9 Failure"])
def test_a_job_that_deploys_and_an_arrow_to_an_environment_are_a_deploy(text: str) -> None:
    assert recognise(Content(text=text), BOT).kind is Kind.DEPLOY


def test_an_arrow_to_anything_else_is_no_deploy() -> None:
    assert recognise(Content(text="cart -> slow"), BOT).kind is Kind.OTHER

"""What `apuri serve` prints when it is ready."""

from core.kit.i18n import _
from core.staff import queries, service
from core.staff.models import LinkPurpose
from deploy.serve import Process, first_owner_file

SETUP_MINUTES = 7 * 24 * 60
DEMO_MINUTES = 12 * 60


async def announce(process: Process, port: int) -> None:
    """Print where Apuri is; the first owner's set-up link once, the demo's sign-in link each time."""
    app = process.app
    if "web" not in process.roles:
        print(_("Apuri is running: {roles}").format(roles=", ".join(process.roles)), flush=True)
        return
    base = app.settings.base_url or f"http://{app.settings.host}:{port}"
    async with app.sessions.reading() as session:
        has_owner = await queries.owner_exists(session)
    if app.is_demo:
        from deploy import demo

        await demo.announce(app, base)
    else:
        print(_("Apuri is ready: {url}").format(url=base), flush=True)
    printed = first_owner_file(app.settings.data)
    if not has_owner and not printed.exists():
        async with app.sessions.begin() as session:
            token = await service.make_link(session, LinkPurpose.SETUP, minutes=SETUP_MINUTES)
        printed.touch(mode=0o600)
        print(_("Make the first owner here (this link is shown once): {url}")
              .format(url=f"{base}/link/setup/{token}"), flush=True)  # fmt: skip
    elif not has_owner:
        print(_("There is no owner yet. Make one by: apuri create-owner"), flush=True)

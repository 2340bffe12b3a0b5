"""The demo company: filled through the same services and the same mail pipeline as real data.

It lives only in a SQLite file that was empty, and marks that file: personas and printed sign-in
links exist only where the mark is.
"""

import asyncio
import tempfile
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.config import Settings
from core.intake import service as intake
from core.kit import clock
from core.kit.i18n import _, use_language
from core.kit.ids import new_token
from core.outbound import service as outbound
from core.outbound.models import OutboundMessage
from core.people import service as people
from core.people.models import Customer
from core.settings import keys
from core.settings import service as settings_service
from core.settings.models import Setting
from core.settings.queries import DEMO, is_demo
from core.sources import service as sources
from core.sources.models import SourceKind
from core.staff import queries as staff_queries
from core.staff import service as staff
from core.staff.models import LinkPurpose, Role, StaffMember, Team
from core.startup import App
from core.work import service as work
from deploy import demo_data as data
from deploy.demo_hours import decide_weeks, fill_agreements, fill_hours
from deploy.demo_work import fill_work
from deploy.installing import installation

LINK_MINUTES = 12 * 60
ACTOR = system("the demo company is filled", "cli")


class NotADemo(Exception):
    """This installation is not a demo and must not become one; the text says why."""


async def fill(settings: Settings, *, if_empty: bool = False) -> str:
    """Fill an empty SQLite installation; returns a sentence. Raises NotADemo on any other."""
    if not settings.is_sqlite:
        raise NotADemo(_("The demo company lives only in a SQLite file of its own."))
    async with installation(settings) as app:
        async with app.sessions.reading() as session:
            someone = await session.scalar(sa.select(StaffMember.id).limit(1))
            marked = await is_demo(session)
        if someone is not None:
            if if_empty and marked:
                return _("The demo company is there already.")
            raise NotADemo(_("There is data in {folder}. The demo wants an empty folder.")
                           .format(folder=settings.data))  # fmt: skip
        with use_language("fi"):
            await fill_app(app)
    return _("The demo company {name} is ready.").format(name=data.COMPANY)


async def reset(settings: Settings) -> str:
    """Throw a demo away and fill it anew."""
    async with installation(settings) as app, app.sessions.reading() as session:
        if not settings.is_sqlite or not await is_demo(session):
            raise NotADemo(_("This is not a demo; nothing was thrown away."))
    from deploy.migrating import migrate

    database = Path(settings.url.removeprefix("sqlite:///"))
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    await asyncio.to_thread(migrate, settings.url)
    return await fill(settings)


async def fill_app(app: App) -> None:
    """Fill an empty installation; its language is that in use."""
    async with app.sessions.begin() as session:
        session.add(Setting(key=DEMO, value=True))
        owner = await _company(session)
        crew = await _staff(session, owner)
        customers = await _customers(session, owner)
        await _doors(session, owner)
    await _mails(app)
    async with app.sessions.begin() as session:
        await _routine(session, owner, crew, customers)


async def _company(session: AsyncSession) -> Actor:
    name, email, language = data.OWNER
    owner = await staff.create_owner(
        session, name=name, email=email, language=language, actor=ACTOR
    )
    actor = await staff_queries.actor_for(session, owner.id, "cli")
    await settings_service.set_value(session, actor, keys.COMPANY_NAME, data.COMPANY)
    await work.seed_default_workflow(session, actor)
    for kind in data.WORK_KINDS:
        await work.create_work_kind(session, actor, name=kind)
    return actor


async def _staff(session: AsyncSession, owner: Actor) -> dict[str, Actor]:
    roles = {role.name: role.id for role in (await session.scalars(sa.select(Role))).all()}
    members: dict[str, UUID] = {}
    for persona in data.PERSONAS:
        member = await staff.invite_member(
            session, owner, name=persona.name, email=persona.email, phone=persona.phone,
            language=persona.language, role_ids=[roles[_(persona.role)]],
        )  # fmt: skip
        members[persona.name] = member.id
    for staff_id in (owner.staff_id, *members.values()):
        await _accept(session, staff_id)
    await _keep_invitations(session, owner)
    for team in data.TEAMS:
        inside = [owner.staff_id, *(members[p.name] for p in data.PERSONAS if team in p.teams)]
        await staff.create_team(session, owner, name=team, member_ids=inside)
    return {
        name: await staff_queries.actor_for(session, staff_id, "webchat")
        for name, staff_id in members.items()
    }


async def _accept(session: AsyncSession, staff_id: UUID) -> None:
    """Accept an invitation with a password nobody knows: the demo is entered by its links."""
    token = await staff.make_link(session, LinkPurpose.INVITATION, staff_id)
    await staff.accept_invitation(session, token, new_token())


async def _keep_invitations(session: AsyncSession, owner: Actor) -> None:
    """The personas have no mailbox: their invitations stay in the outbox, not to be sent."""
    for message_id in (await session.scalars(sa.select(OutboundMessage.id))).all():
        await outbound.cancel_message(session, owner, message_id)


async def _customers(session: AsyncSession, owner: Actor) -> dict[str, Customer]:
    made: dict[str, Customer] = {}
    for one in data.CUSTOMERS:
        made[one.name] = await people.create_customer(
            session, owner, name=one.name, aliases=one.aliases, is_company=one.is_company,
            email=one.email, phone=one.phone,
        )  # fmt: skip
        for project in one.projects:
            await work.create_project(session, owner, name=project, customer_id=made[one.name].id)
    return made


async def _doors(session: AsyncSession, owner: Actor) -> None:

    for kind in (SourceKind.SMTP, SourceKind.WEBCHAT, SourceKind.MANUAL):
        await sources.ensure_source(session, owner, kind)
    await sources.create_source(
        session, owner, kind=SourceKind.FORM, name=_("Request form"), address=data.FORM_SLUG,
        config={"title": "", "intro": ""},
    )  # fmt: skip
    teams = {team.name: team.id for team in (await session.scalars(sa.select(Team))).all()}
    await intake.create_rule(
        session, owner, name="Tarjouspyynnöt asennukseen", position=10,
        conditions={"words": ["tarjous", "offert", "quote"]},
        actions={"team_id": str(teams["Asennus"]), "tags": ["tarjous"]},
    )  # fmt: skip
    await intake.create_rule(
        session, owner, name="Muut huoltoon", position=100, conditions={},
        actions={"team_id": str(teams["Huolto"])},
    )  # fmt: skip


def _eml(mail: data.DemoMail) -> bytes:
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["From"] = f'"{mail.name}" <{mail.address}>'
    message["To"] = "asiakaspalvelu@demo.example"
    message["Subject"] = mail.subject
    message["Date"] = clock.now() - timedelta(hours=mail.hours_ago)
    message["Message-ID"] = f"<demo-{mail.key}@mail.example>"
    if mail.answers:
        message["In-Reply-To"] = message["References"] = f"<demo-{mail.answers}@mail.example>"
    if mail.subject.startswith("Automaattinen"):
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(mail.body)
    return message.as_bytes()


async def _mails(app: App) -> None:
    from mail.ingesting import ingest

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, mail in enumerate(data.MAILS):
            path = Path(folder) / f"{number}.eml"
            path.write_bytes(_eml(mail))
            paths.append(path)
        await ingest(app, paths)


async def _routine(
    session: AsyncSession, owner: Actor, crew: dict[str, Actor], customers: dict[str, Customer]
) -> None:
    """Two weeks of hours, and what is to be done today."""
    await fill_agreements(session, owner)
    await fill_hours(session, owner, crew)
    await decide_weeks(session, owner, crew)
    today = clock.today(owner.zone)
    matti, lena, sam = (crew[persona.name] for persona in data.PERSONAS)
    tasks = []
    for title, actor, customer, days in (
        ("Hanan tiiviste, Lehto", matti, "Lehto", 0), ("Pesuhuoneen mittaus", matti, "Heikkinen Antti", 0),
        ("Patterin ilmaus", lena, "Brf Kyrkbacken", 1), ("Tile repair", sam, "Bell", 3),
        ("Tarjous B-rapusta, Tuulimylly", owner, "Asunto Oy Tuulimylly", 1),
        ("Suodattimien vaihto", matti, "Päiväkoti Peippo", -2),
    ):  # fmt: skip
        tasks.append(await work.create_task(
            session, owner, title=title, doer_id=actor.id, responsible_id=owner.id,
            customer_id=customers[customer].id, due_on=today + timedelta(days=days),
        ))  # fmt: skip
    await fill_work(session, owner, crew, customers, tasks[0])


async def announce(app: App, base: str) -> None:
    """Print the five lines: panel, web chat, request form, SMTP door, data folder."""
    async with app.sessions.begin() as session:
        owner = await session.scalar(
            sa.select(StaffMember.id).where(StaffMember.email == data.OWNER[1])
        )
        token = await staff.make_link(session, LinkPurpose.SIGN_IN, owner, LINK_MINUTES)
    settings = app.settings
    lines = (
        (_("Panel, sign in"), f"{base}/link/sign_in/{token}"),
        (_("Web chat"), f"{base}/app/chat"),
        (_("Request form"), f"{base}/form/{data.FORM_SLUG}"),
        (_("Mail intake (SMTP)"), f"{settings.smtp_host}:{settings.smtp_port}"),
        (_("Data folder"), str(settings.data.resolve())),
    )
    width = max(len(label) for label, _value in lines)
    for label, value in lines:
        print(f"{label:<{width}}  {value}", flush=True)

"""The command line beside no server: it makes nothing, asks before it ends a key, and says what is wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import begun
from tests.platform.billhook_command import Command, billhook
from tests.platform.serving import KEY, Serving


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory that a running server holds."""
    server = Serving(begun(tmp_path_factory.mktemp("cli") / "data"))
    server.url()
    yield server.data_dir
    server.stop()


@pytest.fixture
def command(data_dir: Path) -> Command:
    """`command("keys")` runs beside the server."""
    return Command(data_dir)


def test_only_serve_makes_a_database(tmp_path: Path) -> None:
    missing = tmp_path / "typo"
    for words in (["keys"], ["settings", "set", "locale", "de"], ["migrate"]):
        said = billhook(*words, "--data-dir", str(missing))
        assert (said.returncode, said.stdout) == (1, ""), words
        assert said.stderr == (
            f"billhook: there is no data of Billhook in {missing}; name the directory with --data-dir, "
            "or make it with `billhook serve`\n"
        )
    assert not missing.exists()


def test_a_key_is_not_rolled_without_a_yes(command: Command) -> None:
    said = command("keys", "roll")
    assert (said.returncode, said.stdout) == (1, "")
    assert "A program that uses the present test secret key stops working at once. Make a new one?" in said.stderr
    assert f"test  secret       {KEY}\n" in command("keys").stdout


def test_an_old_key_goes_on_for_as_long_as_was_said(command: Command) -> None:
    first = command("keys", "roll", "--yes", "--keep-old", "24h", "--live").stdout.strip()
    second = command("keys", "roll", "--yes", "--live").stdout.strip()
    assert first.startswith("sk_live_")
    assert first != second
    listed = command("keys").stdout
    # The last roll ends at once what was to go on for a day.
    assert f"live  secret       sk_live_…{first[-4:]}  (ended)" in listed
    assert f"live  secret       sk_live_…{second[-4:]}\n" in listed
    command("keys", "roll", "--yes", "--live", "--keep-old", "7d")
    assert re.search(rf"sk_live_…{second[-4:]}  \(ends \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\)", command("keys").stdout)


def test_a_key_is_made_beside_the_others(command: Command) -> None:
    key = command("keys", "create", "--may", "invoice=write", "--may", "invoice=read", "--name", "Shop").stdout.strip()
    assert key.startswith("rk_test_")
    listed = command("keys").stdout
    assert f"test  restricted   {key}  may invoice=write\n" in listed
    assert f"test  secret       {KEY}\n" in listed
    live = command("keys", "create", "--live", "--may", "customer=read").stdout.strip()
    assert f"live  restricted   rk_live_…{live[-4:]}  may customer=read\n" in command("keys").stdout
    assert command("keys", "create").stdout.startswith("sk_test_")


def test_a_key_is_made_for_a_network_and_a_time(command: Command) -> None:
    key = command("keys", "create", "--from", "10.0.0.0/8", "--from", "::1", "--ends-in", "90d").stdout.strip()
    listed = command("keys").stdout
    assert re.search(rf"{key}  from 10\.0\.0\.0/8 ::1/128  \(ends \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\)\n", listed)
    wrong = command("keys", "create", "--from", "10.0.0.1/8")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "10.0.0.1/8 is no IP address and no network" in wrong.stderr


def test_a_permission_that_there_is_not_is_refused(command: Command) -> None:
    said = command("keys", "create", "--may", "invoices=all")
    assert (said.returncode, said.stdout) == (1, "")
    assert (
        "write a resource and an access, such as invoice=read, not 'invoices=all'; there are account=read"
        in said.stderr
    )


def test_how_long_an_old_key_goes_on_has_a_unit(command: Command) -> None:
    said = command("keys", "roll", "--yes", "--keep-old", "tomorrow")
    assert said.returncode == 2
    assert "write a number and a unit, such as 30m, 24h or 7d, at most 30d; not 'tomorrow'" in said.stderr


def test_several_settings_are_changed_at_once_or_none(command: Command) -> None:
    assert command("settings", "set", "business_city=Köln", "overdue_days=-5").returncode == 1
    assert command("settings", "get", "business_city").stdout == "\n"
    assert command("settings", "set", "business_city=Köln", "default_memo=a=b", "mail_finalized=false").returncode == 0
    got = command("settings", "get").stdout
    assert "business_city = Köln\n" in got
    assert "default_memo = a=b\n" in got
    assert "mail_finalized = false\n" in got
    assert command("settings", "unset", "business_city", "default_memo", "mail_finalized").returncode == 0
    assert command("settings", "get", "business_city").stdout == "\n"
    assert command("settings", "get", "mail_finalized").stdout == "true\n"


def test_a_number_below_zero_is_a_value_and_no_option(command: Command) -> None:
    said = command("settings", "set", "overdue_days", "-5")
    assert (said.returncode, said.stderr) == (1, "Error: overdue_days must be a whole number from 0 to 365\n")


def test_a_setting_that_does_not_exist_is_named(command: Command) -> None:
    for words in (["get", "colour"], ["set", "colour", "red"], ["unset", "colour"]):
        said = command("settings", *words)
        assert said.returncode == 1
        assert said.stderr == "Error: there is no setting colour; `billhook settings get` lists them\n"


def test_all_is_well(command: Command) -> None:
    assert command("settings", "check").stdout == "all settings are valid\n"
    said = command("doctor")
    assert (said.returncode, "wrong" in said.stdout) == (0, False)
    assert "answers, and its schema is that of this program." in said.stdout
    assert "The clock is not behind what is committed." in said.stdout
    assert "The settings of the account are valid." in said.stdout
    assert "Before the first live invoice, set business_name, business_line1, business_city:" in said.stdout
    assert "Set business_email: without it no page names an address where payers can ask." in said.stdout
    assert f"Mails are kept in {command.data_dir / 'outbox'} and sent nowhere" in said.stdout
    command("settings", "set", "business_email", "billing@example.com")
    assert "Set business_email" not in command("doctor").stdout


def test_a_doctor_tells_of_a_mail_server_that_does_not_answer(command: Command) -> None:
    said = command("doctor", BILLHOOK_SMTP_URL="smtp://user:geheim@127.0.0.1:1")
    assert said.returncode == 1
    assert (
        "wrong  BILLHOOK_MAIL_FROM is billing@localhost, and mail servers refuse a sender at localhost" in said.stdout
    )
    assert "wrong  The mail server of BILLHOOK_SMTP_URL does not let us in: " in said.stdout
    assert "geheim" not in said.stdout + said.stderr


def test_a_mail_is_shown_and_a_test_says_what_became_of_it(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mail.html"
    said = command("mail", "preview", "credit_note", "--locale", "de", "--html", str(file))
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("Subject: [TEST] Rechnungskorrektur SAMPLE-0001-CN-01 von ")
    assert said.stdout.endswith("Attached: Credit-note-SAMPLE-0001-CN-01.pdf\n")
    assert '<html lang="de"' in file.read_text("utf-8")
    said = command("mail", "preview", "invoice", "--locale", "xx")
    assert (said.returncode, "xx is no language" in said.stderr) == (2, True)
    said = command("mail", "test", "me@example.com")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(f"sent to me@example.com: kept in {command.data_dir / 'outbox'}")
    said = command("mail", "test", "me@example.com", BILLHOOK_SMTP_URL="smtp://127.0.0.1:1")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: not sent: Error connecting to 127.0.0.1 on port 1")
    assert command("mail", "test", "nobody").returncode == 2


def test_a_doctor_tells_of_a_database_that_cannot_be_reached() -> None:
    said = billhook("doctor", DATABASE_URL="postgresql://billhook:geheim@127.0.0.1:1/billhook")
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith(
        "wrong  The database at 127.0.0.1:1/billhook cannot be reached: Connection refused.\n"
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"BILLHOOK_SMTP_URL": "http://mail"}, "BILLHOOK_SMTP_URL must start with smtp:// or smtps:// or smtp+starttls://"),
        ({"BILLHOOK_SMTP_URL": "smtp://mail?starttls=x"}, "BILLHOOK_SMTP_URL: starttls is always, auto or never"),
        ({"BILLHOOK_DKIM_DOMAIN": "x.example"},
         "BILLHOOK_DKIM_SELECTOR is not set; mails are signed with all three of BILLHOOK_DKIM_DOMAIN, "
         "BILLHOOK_DKIM_SELECTOR, BILLHOOK_DKIM_KEY_FILE"),
        ({"BILLHOOK_DKIM_DOMAIN": "x.example", "BILLHOOK_DKIM_SELECTOR": "s", "BILLHOOK_DKIM_KEY_FILE": "/none/k.pem"},
         "BILLHOOK_DKIM_KEY_FILE: /none/k.pem cannot be read: No such file or directory"),
        ({"BILLHOOK_WORKERS": "many"}, "BILLHOOK_WORKERS must be a whole number from 1 to 256"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with postgresql:// or postgres://"),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_named(variables: dict[str, str], sentence: str) -> None:
    said = billhook("keys", **variables)
    assert said.returncode == 2
    assert said.stderr.endswith(f"Error: {sentence}\n")

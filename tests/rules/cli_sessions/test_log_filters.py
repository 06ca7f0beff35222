"""Which requests `stripe logs tail` shows."""

import json

import pytest

from billhook.cli_sessions.rules.log_filters import WrongFilter, log_filters


@pytest.mark.parametrize(
    ("filters", "is_wanted"),
    [
        ({}, True),
        ({"filter_http_method": ["GET", "POST"]}, True),
        ({"filter_http_method": ["GET"]}, False),
        ({"filter_request_path": ["/v1/invoices"]}, True),
        ({"filter_request_path": ["/v1/invoices/in_1/"]}, True),
        ({"filter_request_path": ["/v1/invoices/in_1/pay", "/v1/customers"]}, True),
        ({"filter_request_path": ["/v1/inv"]}, False),
        ({"filter_status_code": ["402"]}, True),
        ({"filter_status_code": ["400", "404"]}, False),
        ({"filter_status_code_type": ["4XX"]}, True),
        ({"filter_status_code_type": ["2XX", "5XX"]}, False),
        ({"filter_request_status": ["FAILED"]}, True),
        ({"filter_request_status": ["SUCCEEDED"]}, False),
        ({"filter_ip_address": ["192.0.2.7"]}, True),
        ({"filter_ip_address": ["192.0.2.8"]}, False),
        ({"filter_source": ["API"]}, True),
        ({"filter_source": ["API", "DASHBOARD"]}, True),
        ({"filter_source": ["DASHBOARD"]}, False),
        ({"filter_account": ["connect_in"]}, True),
        ({"filter_http_method": ["POST"], "filter_request_status": ["SUCCEEDED"]}, False),
        ({"filter_http_method": []}, True),
    ],
)
def test_a_request_meets_every_filter(filters: dict[str, list[str]], is_wanted: bool) -> None:
    wanted = log_filters(json.dumps(filters))
    assert wanted.want("POST", "/v1/invoices/in_1/pay", 402, "192.0.2.7") is is_wanted


def test_requests_of_connected_accounts_are_known_to_be_asked_for() -> None:
    asked = [log_filters(json.dumps({"filter_account": [name]})).names_accounts for name in ("self", "connect_out")]
    assert asked == [False, True]


@pytest.mark.parametrize("text", [None, "", "{}"])
def test_without_filters_all_are_wanted(text: str | None) -> None:
    assert log_filters(text).want("GET", "/v1/customers", 200, "::1")


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "7", '{"filter_colour":["red"]}', '{"filter_http_method":"GET"}', '{"filter_http_method":["PUT"]}',
        '{"filter_status_code":["4O2"]}', '{"filter_status_code":[402]}', '{"filter_ip_address":["here"]}',
        '{"filter_status_code":["٤٠٢"]}', json.dumps({"filter_request_path": ["/v1/customers"] * 21}),
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(WrongFilter):
        log_filters(text)

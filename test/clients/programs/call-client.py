"""Calls a client package of PyPI once: call-client.py <package> <call as JSON>. Prints what the client answered, as JSON."""

import json
import sys

name, call = sys.argv[1], json.loads(sys.argv[2])


def pagerduty():
    from pagerduty import EventsApiV2Client

    client = EventsApiV2Client(call["key"], base_url=call["url"])
    return getattr(client, call["method"])(*call["args"], **call["options"])


def opsgenie():
    import opsgenie_sdk

    configuration = opsgenie_sdk.configuration.Configuration()
    configuration.api_key["Authorization"] = call["key"]
    configuration.host = call["url"]
    api = getattr(opsgenie_sdk, call["api"])(opsgenie_sdk.api_client.ApiClient(configuration=configuration))
    options = {
        option: getattr(opsgenie_sdk, value["model"])(**value["fields"]) if isinstance(value, dict) else value
        for option, value in call["options"].items()
    }
    return getattr(api, call["method"])(*call["args"], **options).to_dict()


try:
    answer = {"answer": {"pagerduty": pagerduty, "opsgenie_sdk": opsgenie}[name]()}
except Exception as error:  # whatever a client refuses with
    answer = {"error": f"{type(error).__name__}: {error}"}
print()
print(json.dumps(answer, default=str))

"""Notifies Opsgenie once with Apprise: notify-by-apprise.py <address> <key> <folder for what it keeps> failure|success.

Its code is as it is; only its table of Opsgenie's hosts says where Muster is. It keeps the id of the request that made an alert, and
takes it for the alert's.
"""

import sys

from apprise import Apprise, AppriseAsset, PersistentStoreMode
from apprise.plugins import opsgenie

url, key, store, kind = sys.argv[1:5]
opsgenie.OPSGENIE_API_LOOKUP[opsgenie.OpsgenieRegion.US] = f"{url}/v2/alerts"
asset = AppriseAsset(storage_mode=PersistentStoreMode.FLUSH, storage_path=store)
apprise = Apprise(asset=asset)
apprise.add(f"opsgenie://{key}/?action=map&cto=30&rto=60")
sys.exit(0 if apprise.notify(title="Queue is stuck", body="Since noon\r\nnothing leaves", notify_type=kind) else 1)

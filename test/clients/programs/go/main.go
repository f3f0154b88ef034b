// Calls a Go client of PagerDuty or Opsgenie once: clients <call> <address> <key> <request as JSON>. Prints what it answered, as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/opsgenie/opsgenie-go-sdk-v2/alert"
	"github.com/opsgenie/opsgenie-go-sdk-v2/client"
	"github.com/opsgenie/opsgenie-go-sdk-v2/incident"
	"github.com/sirupsen/logrus"
)

func read[T any](text string) *T {
	var request T
	if err := json.Unmarshal([]byte(text), &request); err != nil {
		panic(err)
	}
	return &request
}

// It is given a host alone, and speaks http to hosts that are not Opsgenie's.
func opsgenie(address, key string) *client.Config {
	parsed, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	return &client.Config{ApiKey: key, OpsGenieAPIURL: client.ApiUrl(parsed.Host), Logger: logger}
}

func call(name, address, key, request string) (any, error) {
	ctx := context.Background()
	switch name {
	case "pagerduty":
		event := read[pagerduty.V2Event](request)
		event.RoutingKey = key
		return pagerduty.NewClient("", pagerduty.WithV2EventsAPIEndpoint(address)).ManageEventWithContext(ctx, event)
	case "alert.create", "alert.list", "alert.close":
		alerts, err := alert.NewClient(opsgenie(address, key))
		if err != nil {
			return nil, err
		}
		switch name {
		case "alert.create":
			return alerts.Create(ctx, read[alert.CreateAlertRequest](request))
		case "alert.list":
			return alerts.List(ctx, read[alert.ListAlertRequest](request))
		default:
			return alerts.Close(ctx, read[alert.CloseAlertRequest](request))
		}
	default:
		incidents, err := incident.NewClient(opsgenie(address, key))
		if err != nil {
			return nil, err
		}
		switch name {
		case "incident.create":
			return incidents.Create(ctx, read[incident.CreateRequest](request))
		case "incident.status":
			return incidents.GetRequestStatus(ctx, read[incident.RequestStatusRequest](request))
		case "incident.list":
			return incidents.List(ctx, read[incident.ListRequest](request))
		case "incident.resolve":
			return incidents.Resolve(ctx, read[incident.ResolveRequest](request))
		}
		return nil, fmt.Errorf("there is no call %q", name)
	}
}

func main() {
	answer, err := call(os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	said := map[string]any{"answer": answer}
	if err != nil {
		said = map[string]any{"error": err.Error()}
	}
	if err := json.NewEncoder(os.Stdout).Encode(said); err != nil {
		panic(err)
	}
}

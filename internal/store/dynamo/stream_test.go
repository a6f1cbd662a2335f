package dynamo_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// TestStreamRecords checks the form of what Lambda hands over: binary attributes are base64.
func TestStreamRecords(t *testing.T) {
	var b dynamo.StreamBatch
	err := json.Unmarshal([]byte(`{"Records":[
		{"eventID":"1","eventName":"INSERT","eventVersion":"1.1","dynamodb":{"SequenceNumber":"111","StreamViewType":"NEW_IMAGE",
			"Keys":{"pk":{"S":"p"},"sk":{"B":"AAH/"}},
			"NewImage":{"pk":{"S":"p"},"sk":{"B":"AAH/"},"v":{"N":"7"},"t":{"N":"8"},"s":{"N":"2"},"x":{"N":"1800000000"},"b":{"B":"e30="}}}},
		{"eventID":"2","eventName":"REMOVE","dynamodb":{"Keys":{"pk":{"S":"p"}}}}]}`), &b)
	if err != nil {
		t.Fatal(err)
	}
	put, removed := &b.Records[0], &b.Records[1]
	want := store.Item{
		Key: store.Key{Partition: "p", Sort: "\x00\x01\xff"}, Version: 7, Tag: 8, State: store.StateTrashed,
		Expires: time.Unix(1_800_000_000, 0).UTC(), Body: []byte("{}"),
	}
	if got, err := put.Item(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := put.Key(); err != nil || got != want.Key || put.EventName != "INSERT" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := removed.Key(); err == nil {
		t.Error("a record without a whole key has one")
	}
	if _, err := removed.Item(); err == nil {
		t.Error("a record without an item has one")
	}
}

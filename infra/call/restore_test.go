package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// dynamo stands in for DynamoDB, with some items a table by their keys, and for the Lambda that knows the tables. Of the
// first batch that it is sent it leaves a part undone.
type dynamo struct {
	*testing.T
	mu     sync.Mutex
	tables map[string]map[string]string
	left   bool
}

type key struct {
	PK struct{ S string } `json:"pk"`
	SK struct{ B string } `json:"sk"`
	V  struct{ S string } `json:"v"`
}

func (k key) text() string { return k.PK.S + "/" + k.SK.B }

type write struct {
	PutRequest    *struct{ Item key } `json:",omitempty"`
	DeleteRequest *struct{ Key key }  `json:",omitempty"`
}

func (d *dynamo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var in struct {
		TableName    string
		Segment      int
		RequestItems map[string][]write
	}
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			d.Error(err)
		}
	}
	var reply any
	switch {
	case strings.HasSuffix(r.URL.Path, "/functions/galley-dev-schedule/configuration"):
		reply = map[string]any{"Environment": map[string]any{"Variables": map[string]string{"GALLEY_CONTENT_TABLE": "content", "GALLEY_INDEX_TABLE": "index"}}}
	case r.Header.Get("X-Amz-Target") == "DynamoDB_20120810.Scan":
		reply = map[string]any{"Items": d.scan(in.TableName, in.Segment)}
	default:
		reply = map[string]any{"UnprocessedItems": d.write(in.RequestItems)}
	}
	if err := json.NewEncoder(w).Encode(reply); err != nil {
		d.Error(err)
	}
}

// scan gives a table's items, the even ones in the first segment and the odd ones in the second.
func (d *dynamo) scan(table string, segment int) []map[string]map[string]string {
	items := []map[string]map[string]string{}
	for n, k := range slices.Sorted(maps.Keys(d.tables[table])) {
		if n%2 == segment {
			pk, sk, _ := strings.Cut(k, "/")
			items = append(items, map[string]map[string]string{"pk": {"S": pk}, "sk": {"B": sk}, "v": {"S": d.tables[table][k]}})
		}
	}
	return items
}

func (d *dynamo) write(batches map[string][]write) map[string][]write {
	undone := map[string][]write{}
	for table, writes := range batches {
		if len(writes) > batchSize {
			d.Errorf("%d writes in a batch", len(writes))
		}
		if !d.left && len(writes) > 1 {
			undone[table], writes, d.left = writes[1:], writes[:1], true
		}
		for _, one := range writes {
			if one.PutRequest != nil {
				d.tables[table][one.PutRequest.Item.text()] = one.PutRequest.Item.V.S
			} else {
				delete(d.tables[table], one.DeleteRequest.Key.text())
			}
		}
	}
	return undone
}

// at makes the text of a key.
func at(partition, sort string) string {
	return partition + "/" + base64.StdEncoding.EncodeToString([]byte(sort))
}

func TestRestore(t *testing.T) {
	old := map[string]string{}
	for n := range 60 {
		old[at("main#entry#1", string(rune('A'+n)))] = "old"
	}
	d := &dynamo{T: t, tables: map[string]map[string]string{
		"content-then": maps.Clone(old),
		"content":      {at("main#entry#1", "A"): "new", at("main#entry#2", "A"): "new", at("main#outbox#1", "later"): "event"},
		"index-then":   {at("main#x", "a"): "old"},
		"index":        {at("main#x", "b"): "new"},
	}}
	d.tables["content-then"][at("main#outbox#1", "then")] = "event"
	s := httptest.NewServer(d)
	defer s.Close()
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": s.URL, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_PROFILE": ""} {
		t.Setenv(name, value)
	}
	said, err := run(context.Background(), "../env", "dev", []string{"restore", "content-then", "index-then"})
	if err != nil || !strings.Contains(said, "content: 60 items put, 1 deleted.") || !d.left {
		t.Errorf("%q %v", said, err)
	}
	old[at("main#outbox#1", "later")] = "event" // the record of what happened stays, and nothing is told again
	if !maps.Equal(d.tables["content"], old) {
		t.Errorf("the table holds %v", d.tables["content"])
	}
	if !maps.Equal(d.tables["index"], d.tables["index-then"]) {
		t.Errorf("the index holds %v", d.tables["index"])
	}
	if _, err := run(context.Background(), "../env", "dev", []string{"restore", "content", "index-then"}); err == nil || !strings.Contains(err.Error(), "cannot be restored from") {
		t.Errorf("a table from itself: %v", err)
	}
}

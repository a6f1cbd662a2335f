package store_test

import (
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

func TestConditionHolds(t *testing.T) {
	tagged := &store.Item{Version: 3, Tag: 5}
	closing := &store.Item{State: store.StateClosing}
	for _, c := range []struct {
		cond store.Condition
		old  *store.Item
		want bool
	}{
		{store.Always(), nil, true},
		{store.Always(), tagged, true},
		{store.Absent(), nil, true},
		{store.Absent(), tagged, false},
		{store.Exists(), nil, false},
		{store.Exists(), closing, true},
		{store.VersionIs(0), nil, true},
		{store.VersionIs(0), closing, false}, // it exists, though its version is 0
		{store.VersionIs(3), nil, false},
		{store.VersionIs(3), tagged, true},
		{store.VersionIs(2), tagged, false},
		{store.TagBelow(5), nil, true},
		{store.TagBelow(-5), nil, true},
		{store.TagBelow(5), tagged, false},
		{store.TagBelow(6), tagged, true},
		{store.TagBelow(1), closing, true},
		{store.TagBelow(0), closing, false},
		{store.Open(), nil, false},
		{store.Open(), tagged, true},
		{store.Open(), closing, false},
		{store.Open(), &store.Item{State: store.StateTrashed}, false},
		{store.Open(), &store.Item{State: store.StatePurged}, false},
	} {
		if got := c.cond.Holds(c.old); got != c.want {
			t.Errorf("%s of %+v: %t", c.cond, c.old, got)
		}
	}
}

func TestPrefixEnd(t *testing.T) {
	for prefix, want := range map[string]string{
		"": "", "a": "b", "ab": "ac", "a\xff": "b", "a\xff\xff": "b", "\xff": "", "\xff\xff": "", "a\x00": "a\x01", "\xfe\xff": "\xff",
	} {
		if got := store.PrefixEnd(prefix); got != want {
			t.Errorf("the end of the prefix %q is %q, not %q", prefix, want, got)
		}
	}
}

func TestGone(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	i := store.Item{Expires: at.Add(700 * time.Millisecond)}
	if i.Gone(at.Add(-time.Millisecond)) {
		t.Error("gone before its second")
	}
	if !i.Gone(at) {
		t.Error("still there in the second of its expiry")
	}
	if (store.Item{}).Gone(at) {
		t.Error("gone, though it never expires")
	}
}

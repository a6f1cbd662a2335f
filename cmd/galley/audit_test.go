package main

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestTheAuditIsPrinted(t *testing.T) {
	s := newShell(t)
	s.do("key", "create", "--name", "=1+1", "--scope", "read")
	s.do("key", "create", "--name", "shop", "--scope", "read")
	text := s.do("audit", "--type", "access.changed")
	if lines := strings.Split(strings.TrimSpace(text), "\n"); len(lines) != 2 || !strings.Contains(lines[0], `\"shop\"`) {
		t.Errorf("%s", text)
	}
	if text := s.do("audit", "--limit", "1"); strings.Count(text, "\n") != 1 {
		t.Errorf("%s", text)
	}
	if text := s.do("audit", "--to", "2020-01-01T00:00:00Z"); text != "" {
		t.Errorf("%s", text)
	}
	rows, err := csv.NewReader(strings.NewReader(s.do("audit", "--csv"))).ReadAll()
	if err != nil || len(rows) < 3 || rows[0][0] != "id" || !strings.Contains(rows[1][9], "shop") {
		t.Errorf("%v, %v", rows, err)
	}
	s.fails(1, "no model", "audit", "--model", "nothing")
}

func TestCellsAreNoFormulas(t *testing.T) { // AD8
	for cell, want := range map[string]string{"": "", "a=1": "a=1", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx"} {
		if got := inert(cell); got != want {
			t.Errorf("%q became %q", cell, got)
		}
	}
}

package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// explained is what the command prints of the sample content.
var explained = []struct {
	args []string
	want string
}{
	{[]string{"articles", "--first", "3"}, `
STEP  WHAT                                                                INDEX ROWS  ENTRIES
1     Reads along the index createdAt, descending, and tests each entry.  5           4

Returns  3, and there are more
Reads    5 index rows and 4 entries, 2.5 read units
Costs    $0.31 for a million of them (DynamoDB on demand, us-east-1)
`},
	{[]string{"article", "--where", `{"author":{"name":{"startsWith":"Linnea"}}}`, "--order-by", "publishedOn:DESC", "--count"}, `
STEP  WHAT                                                                             INDEX ROWS  ENTRIES
1     Finds 1 entry of the model author whose text begins as asked in the index name.  1           1
2     Follows the reference author back from 1 entry.                                  0           0
3     Finds 6 entries in the index author (1 value), and sorts them.                   6           6

Returns   6, and there are no more
Reads     7 index rows and 7 entries, 4.5 read units
Costs     $0.56 for a million of them (DynamoDB on demand, us-east-1)
Counting  6 in all; reads another 7 index rows and 0 entries, 1 read units, $0.13 for a million
`},
	{[]string{"article", "--where", `{"format":{"eq":"FEATURE"}}`, "--order-by", "readingMinutes", "--first", "1", "--stage", "draft"}, `
STEP  WHAT                                                             INDEX ROWS  ENTRIES
1     Finds 20 entries in the index format (1 value), and sorts them.  20          20

Returns     1, and there are more
Reads       20 index rows and 20 entries, 41 read units
Costs       $5.13 for a million of them (DynamoDB on demand, us-east-1)
Would help  an index on these fields, in the model: "indexes": [{"fields": ["format","readingMinutes"]}]
`},
}

func TestExplainTellsPeople(t *testing.T) {
	s := newShell(t)
	server := s.start("dev")
	for _, c := range explained {
		if got := s.do(append([]string{"explain"}, c.args...)...); got != strings.TrimPrefix(c.want, "\n") {
			t.Errorf("galley explain %s:\n%s", strings.Join(c.args, " "), got)
		}
	}
	t.Setenv("GALLEY_KEY", strings.TrimSpace(s.do("key", "create", "--name", "CI", "--scope", "manage")))
	if r := s.plain("", append([]string{"explain", "--url", server.url}, explained[0].args...)...); r.code != exitDone || r.out != strings.TrimPrefix(explained[0].want, "\n") {
		t.Errorf("by URL: %+v", r)
	}
	var e explanation
	if err := json.Unmarshal([]byte(s.do("explain", "article", "--where", `{"id":{"in":["a","b"]}}`, "--json")), &e); err != nil {
		t.Fatal(err)
	}
	if len(e.Steps) != 1 || e.Steps[0].Kind != "NAMED" || e.Steps[0].Found != 2 || e.Returned != 0 || e.Count != nil {
		t.Errorf("as JSON: %+v", e)
	}
	server.stop()
	s.start("serve", "--list-rows", "10")
	if err := json.Unmarshal([]byte(s.do("explain", "article", "--where", `{"format":{"eq":"FEATURE"}}`, "--count", "--json")), &e); err != nil {
		t.Fatal(err)
	}
	if e.Refusal == nil || !strings.Contains(*e.Refusal, "more than 10 index rows") || strings.Join(e.Suggestion, " ") != "format createdAt" {
		t.Errorf("over the budget: %+v", e)
	}
	s.holds(s.do("explain", "article", "--where", `{"format":{"eq":"FEATURE"}}`, "--count"), "Refused     The list reads more than 10 index rows",
		"Counting    refused: ", `{"fields": ["format","createdAt"]}`)
	s.fails(exitFailed, "There is no model \"piece\". There are: article, asset, author", "explain", "piece")
	s.fails(exitFailed, "orderBy", "explain", "article", "--order-by", "nothing")
	s.fails(exitUsage, "--where is no object of conditions", "explain", "article", "--where", "views > 3")
	s.fails(exitUsage, "write it like views:DESC", "explain", "article", "--order-by", "views:DOWN")
}

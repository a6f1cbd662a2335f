package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
)

type explainCommand struct {
	existing
	output
	Model   string   `arg:"" help:"apiId of the model, or its plural."`
	Where   string   `help:"The filter, as JSON like in the content API." placeholder:"JSON"`
	OrderBy []string `help:"A sort key, like views:DESC; ASC without a direction. Repeat for several." placeholder:"FIELD:DESC" sep:"none"`
	Search  string   `help:"Words that the entries have; the best come first unless there is a sort key."`
	Stage   string   `help:"What is published (live), or drafts." enum:"live,draft" default:"live"`
	Locale  string   `help:"Whose values are filtered and sorted by; the default one of the space if there is none."`
	First   *int     `help:"Entries on the page: 20 unless given, 100 at most."`
	Count   bool     `help:"Count the whole list, too."`
}

// explanation is what the management API tells of a list.
type explanation struct {
	Steps []struct {
		Kind    string  `json:"kind"`
		Text    string  `json:"text"`
		Model   *string `json:"model"`
		Indexes []struct {
			Name   string `json:"name"`
			Values int    `json:"values"`
		} `json:"indexes"`
		Range     *string `json:"range"`
		Found     int     `json:"found"`
		IndexRows int     `json:"indexRows"`
		Entries   int     `json:"entries"`
	} `json:"steps"`
	Indexes []string `json:"indexes"`
	readCost
	Returned    int      `json:"returned"`
	HasNextPage bool     `json:"hasNextPage"`
	Refusal     *string  `json:"refusal"`
	Suggestion  []string `json:"suggestion"`
	Count       *struct {
		Total *int `json:"total"`
		readCost
		Refusal *string `json:"refusal"`
	} `json:"count"`
}

// readCost is what a read takes.
type readCost struct {
	IndexRows       int     `json:"indexRows"`
	Entries         int     `json:"entries"`
	ReadUnits       float64 `json:"readUnits"`
	PricePerMillion float64 `json:"pricePerMillion"`
}

const costFields = ` indexRows entries readUnits pricePerMillion refusal `

const explainQuery = `query($model: String!, $where: JSON, $orderBy: JSON, $stage: Stage, $locale: String, $search: String, $first: Int, $count: Boolean) {
	explain(model: $model, where: $where, orderBy: $orderBy, stage: $stage, locale: $locale, search: $search, first: $first, count: $count) {
		steps { kind text model indexes { name values } range found indexRows entries }
		indexes returned hasNextPage suggestion ` + costFields + ` count { total ` + costFields + ` } } }`

// Run reads a page of a list and shows how, and what that costs.
func (e *explainCommand) Run(ctx context.Context, c console) error {
	variables := map[string]any{"stage": strings.ToUpper(e.Stage), "first": e.First, "count": e.Count}
	if e.Locale != "" {
		variables["locale"] = e.Locale
	}
	if e.Search != "" {
		variables["search"] = e.Search
	}
	if e.Where != "" {
		var where map[string]any
		if err := json.Unmarshal([]byte(e.Where), &where); err != nil {
			return usageError{fmt.Sprintf(`--where is no object of conditions like {"views": {"gt": 100}}: %s.`, jsonReason(err))}
		}
		variables["where"] = json.RawMessage(e.Where)
	}
	order, err := orderOf(e.OrderBy)
	if err != nil {
		return err
	}
	variables["orderBy"] = order
	var data struct{ Explain explanation }
	err = e.with(ctx, c, func(to *client.Client) (err error) {
		if variables["model"], err = modelNamed(ctx, to, e.Model); err != nil {
			return err
		}
		return to.Do(ctx, explainQuery, variables, &data)
	})
	if err != nil {
		return err
	}
	if e.JSON {
		return writeJSON(c, data.Explain)
	}
	return data.Explain.print(c)
}

// orderOf reads sort keys like views:DESC.
func orderOf(keys []string) (out []map[string]string, err error) {
	for _, k := range keys {
		name, direction, found := strings.Cut(k, ":")
		if direction = strings.ToUpper(direction); !found {
			direction = "ASC"
		}
		if name == "" || direction != "ASC" && direction != "DESC" {
			return nil, usageError{fmt.Sprintf("--order-by %s: write it like views:DESC or views:ASC.", k)}
		}
		out = append(out, map[string]string{name: direction})
	}
	return out, nil
}

// modelNamed finds the apiId of a model that is named by it, or by its plural.
func modelNamed(ctx context.Context, to *client.Client, name string) (string, error) {
	var data struct {
		Models []struct{ APIID, PluralAPIID string }
	}
	if err := to.Do(ctx, `{ models { apiId pluralApiId } }`, nil, &data); err != nil {
		return "", err
	}
	var all []string
	for _, m := range data.Models {
		if name == m.APIID || name == m.PluralAPIID {
			return m.APIID, nil
		}
		all = append(all, m.APIID)
	}
	slices.Sort(all)
	return "", errs.New(errs.NotFound, "There is no model %q. There are: %s.", name, strings.Join(all, ", "))
}

// print shows the steps in a table, and what they come to.
func (e *explanation) print(c console) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	lines := [][]string{{"STEP", "WHAT", "INDEX ROWS", "ENTRIES"}}
	for i, s := range e.Steps {
		lines = append(lines, []string{strconv.Itoa(i + 1), s.Text, strconv.Itoa(s.IndexRows), strconv.Itoa(s.Entries)})
	}
	for _, line := range append(lines, nil) {
		if _, err := fmt.Fprintln(w, strings.Join(line, "\t")); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, line := range e.summary() {
		if _, err := fmt.Fprintf(w, "%s\t%s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	return w.Flush()
}

// summary is what the steps come to, in pairs of name and value.
func (e *explanation) summary() (out [][2]string) {
	add := func(name, format string, args ...any) {
		out = append(out, [2]string{name, fmt.Sprintf(format, args...)})
	}
	switch {
	case e.Refusal != nil:
		add("Refused", "%s", *e.Refusal)
	case e.HasNextPage:
		add("Returns", "%d, and there are more", e.Returned)
	default:
		add("Returns", "%d, and there are no more", e.Returned)
	}
	add("Reads", "%s", e.readCost)
	add("Costs", "%s for a million of them (DynamoDB on demand, us-east-1)", e.price())
	if n := e.Count; n != nil && n.Refusal != nil {
		add("Counting", "refused: %s It read %s.", *n.Refusal, n.readCost)
	} else if n != nil {
		add("Counting", "%d in all; reads another %s, %s for a million", *n.Total, n.readCost, n.price())
	}
	if len(e.Suggestion) > 0 {
		fields, _ := json.Marshal(e.Suggestion) // strings: it cannot fail
		add("Would help", `an index on these fields, in the model: "indexes": [{"fields": %s}]`, fields)
	}
	return out
}

func (r readCost) String() string {
	return fmt.Sprintf("%d index rows and %d entries, %g read units", r.IndexRows, r.Entries, r.ReadUnits)
}

// price is that of a million such reads, for people.
func (r readCost) price() string {
	return fmt.Sprintf("$%.2f", math.Round(r.PricePerMillion*100)/100)
}

package manage

import "github.com/galley-cms/galley/content"

// stageOf is the stage of an argument; what is published unless it says otherwise.
func stageOf(s *Stage) content.Stage {
	if value(s) == StageDraft {
		return content.Draft
	}
	return content.Live
}

func explanationOf(e *content.Explanation) *Explanation {
	return &Explanation{Steps: of(e.Steps, explainedStepOf), Indexes: append([]string{}, e.Indexes...), IndexRows: e.Cost.IndexRows, Entries: e.Cost.Entries,
		ReadUnits: e.Cost.ReadUnits, PricePerMillion: e.Cost.PricePerMillion(), Returned: e.Returned, HasNextPage: e.HasNext,
		Refusal: text(e.Refusal), Suggestion: e.Suggestion, Count: explainedCountOf(e.Count)}
}

func explainedStepOf(s content.Step) *ExplainedStep {
	return &ExplainedStep{Kind: s.Kind, Text: s.Text, Model: text(s.Model), Range: text(s.Range), Found: s.Found, IndexRows: s.Rows, Entries: s.Entries,
		Indexes: of(s.Indexes, func(x content.StepIndex) *content.StepIndex { return &x })}
}

func explainedCountOf(c *content.CountTaken) *ExplainedCount {
	if c == nil {
		return nil
	}
	return &ExplainedCount{Total: c.Total, IndexRows: c.IndexRows, Entries: c.Entries, ReadUnits: c.ReadUnits,
		PricePerMillion: c.PricePerMillion(), Refusal: text(c.Refusal)}
}

package event

import "slices"

// maxSingle is how many entries of one model a batch of events names one by one. With more it drops the whole model.
const maxSingle = 20

// Tags of replies that depend on more than entries that they hold.
const (
	tagAbsent = "m:.absent" // an entry that was asked for is not there
	tagAll    = "m:.all"    // every reply depends on the models
)

// Live tells whether the event changed what readers without a key see.
func (e Event) Live() bool {
	for _, t := range e.Types {
		switch t {
		case EntryCreated, EntryUpdated, EntryRestored, AccessChanged,
			EntryArchived, EntryUnarchived, EntryPurged, // who leaves with them is unpublished or deleted too, and says so
			EntryScheduled, EntryUnscheduled, EntryMissed, JobStarted, JobFinished:
		default:
			return true
		}
	}
	return false
}

// ofModels tells whether the event is of models, not of an entry.
func (e Event) ofModels() bool {
	return slices.ContainsFunc(e.Types, func(t Type) bool { return t == ModelCreated || t == ModelUpdated || t == ModelDeleted })
}

// Tags are the tags of the cached replies that events make stale, each once: e:ENTRY marks replies with that entry,
// m:MODEL lists of the model, m:MODEL.entry other replies with an entry of it. Bulk work on a model, which would be dear
// entry by entry, drops what has to do with the model; a change of models drops all.
func Tags(events ...Event) []string {
	entries := map[string][]string{} // by model
	for _, e := range events {
		switch {
		case !e.Live():
		case e.ofModels():
			return []string{tagAll}
		case e.Entry != "" && e.Model != "":
			entries[e.Model] = append(entries[e.Model], e.Entry)
		}
	}
	var tags []string
	for model, ids := range entries {
		tags = append(tags, "m:"+model)
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) > maxSingle {
			tags = append(tags, "m:"+model+".entry", tagAbsent)
			continue
		}
		for _, id := range ids {
			tags = append(tags, "e:"+id)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

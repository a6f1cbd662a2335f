package event

import "slices"

// maxSingle is how many entries of one model a batch of events names one by one. With more it drops the whole model.
const maxSingle = 20

// tagAbsent marks replies that were asked for an entry that is not there.
const tagAbsent = "absent"

// Live tells whether the event changed what readers without a key see.
func (e Event) Live() bool {
	for _, t := range e.Types {
		switch t {
		case EntryCreated, EntryUpdated, EntryRestored, AccessChanged:
		default:
			return true
		}
	}
	return false
}

// Tags are the tags of the cached replies that events make stale, each once: e:ENTRY marks replies with that entry,
// m:MODEL lists of the model, t:MODEL other replies with an entry of it. A change of the model itself concerns all three;
// so does bulk work, which would otherwise be dear.
func Tags(events ...Event) []string {
	var tags []string
	entries := map[string][]string{}
	for _, e := range events {
		switch {
		case !e.Live():
		case e.Model != "":
			entries[e.Model] = append(entries[e.Model], e.Entry)
		case e.Entry != "":
			tags = append(tags, "e:"+e.Entry)
		}
	}
	for model, ids := range entries {
		tags = append(tags, "m:"+model)
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if whole := ids[0] == ""; whole || len(ids) > maxSingle {
			tags = append(tags, "t:"+model, tagAbsent)
			continue
		}
		for _, id := range ids {
			tags = append(tags, "e:"+id)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

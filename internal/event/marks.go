package event

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// The items of a relay lie in the partition s#outbox: watermark#SHARD holds the mark of a shard, aside#ID a Failure.
const (
	markPrefix  = "watermark#"
	asidePrefix = "aside#"
	idLength    = 26
)

// Failure is the note of an event that was set aside because it kept failing.
type Failure struct {
	ID    string    `json:"id"`
	Shard int       `json:"shard"`
	Time  time.Time `json:"time"` // when it was set aside
	Error string    `json:"error"`
}

func relayKey(space, sort string) store.Key {
	return store.Key{Partition: space + "#outbox", Sort: sort}
}

// Failures lists the events of a space that were set aside and wait for the next start, oldest first.
func Failures(ctx context.Context, t store.Table, space string) (list []Failure, err error) {
	defer errs.Wrap(&err, "list the events set aside")
	err = t.View(ctx, func(r store.Reader) error {
		return each(ctx, r, relayKey(space, asidePrefix), func(i store.Item) error {
			f, err := decodeFailure(i)
			list = append(list, f)
			return err
		})
	})
	return list, err
}

func decodeFailure(i store.Item) (f Failure, err error) {
	if len(i.Body) == 0 || i.Body[0] != itemFormat {
		return f, fmt.Errorf("%s has an unknown format", i.Sort)
	}
	err = json.Unmarshal(i.Body[1:], &f)
	if err == nil && (f.Shard < 0 || f.Shard >= Shards) {
		err = fmt.Errorf("%s names shard %d", i.Sort, f.Shard)
	}
	return f, err
}

// each calls fn for the items of a partition whose sort keys begin with that of k.
func each(ctx context.Context, r store.Reader, k store.Key, fn func(store.Item) error) error {
	q := store.Query{Partition: k.Partition, From: k.Sort, To: k.Sort + "\xff", Consistent: store.Consistent}
	for {
		p, err := r.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, i := range p.Items {
			if err := fn(i); err != nil {
				return err
			}
			q.After = i.Sort
		}
		if !p.More {
			return nil
		}
	}
}

// setAside notes that an event keeps failing, as often as it takes; it is false if the relay ends before.
func (r *Relay) setAside(shard int, id string, cause error) bool {
	log := r.options.Log.With("event", id, "shard", shard)
	log.Error("event: set aside an event that keeps failing; it is tried again at the next start", "error", cause)
	text, err := json.Marshal(Failure{id, shard, time.Now().UTC(), cause.Error()})
	if err != nil {
		panic(fmt.Sprintf("a failure has no JSON form: %v", err))
	}
	put := store.Put(store.Item{Key: relayKey(r.space, asidePrefix+id), Body: append([]byte{itemFormat}, text...)}, store.Always())
	for {
		err := r.table.Batch(r.ctx, put)[0]
		if err == nil {
			return true
		}
		log.Error("event: cannot note the event", "error", err)
		if !r.sleep(r.options.Backoff) {
			return false
		}
	}
}

// resume finds out where the shards go on; it is false if the relay ends before.
func (r *Relay) resume() bool {
	for {
		err := r.load(r.ctx)
		if err == nil {
			return true
		}
		r.options.Log.Error("event: cannot read where the outbox goes on", "error", err)
		if !r.sleep(r.options.Backoff) {
			return false
		}
	}
}

// load lets each shard walk from its mark, less the margin, and takes up again what was set aside.
func (r *Relay) load(ctx context.Context) error {
	var walks [Shards]string
	var aside []store.Item
	err := r.table.View(ctx, func(reader store.Reader) error {
		err := each(ctx, reader, relayKey(r.space, markPrefix), func(i store.Item) error {
			shard, id, err := decodeMark(i)
			if err == nil {
				walks[shard] = floorID(TimeOf(id).Add(-r.options.Margin))
			}
			return err
		})
		if err != nil {
			return err
		}
		aside, err = r.loadAside(ctx, reader)
		return err
	})
	if err != nil {
		return err
	}
	for shard, l := range r.lanes {
		l.resume(walks[shard])
	}
	for _, i := range aside {
		r.lanes[r.shard(i.Partition)].addAside(i)
	}
	return nil
}

// loadAside reads the events that were set aside.
func (r *Relay) loadAside(ctx context.Context, reader store.Reader) (items []store.Item, err error) {
	err = each(ctx, reader, relayKey(r.space, asidePrefix), func(i store.Item) error {
		f, err := decodeFailure(i)
		if err != nil {
			return err
		}
		found, err := reader.Get(ctx, store.Consistent, store.Key{Partition: Partition(r.space, f.Shard), Sort: f.ID})
		for _, e := range found {
			e.Body = append([]byte(nil), e.Body...)
			items = append(items, e)
		}
		return err
	})
	return items, err
}

// saveNowAndThen stores the marks a while after they moved.
func (r *Relay) saveNowAndThen() {
	for {
		select {
		case <-r.dirty:
		case <-r.quit:
			return
		}
		if !r.sleep(r.options.SavePause) {
			return
		}
		if err := r.saveMarks(r.ctx); err != nil {
			r.options.Log.Error("event: cannot store where the outbox goes on", "error", err)
			r.touch()
		}
	}
}

func (r *Relay) touch() {
	select {
	case r.dirty <- struct{}{}:
	default:
	}
}

// saveMarks stores the marks that moved.
func (r *Relay) saveMarks(ctx context.Context) error {
	var lanes []*lane
	var writes []store.Write
	for _, l := range r.lanes {
		mark, moved := l.takeMark()
		if !moved || len(mark) < idLength {
			continue
		}
		body := append([]byte{itemFormat}, mark[:idLength]...)
		lanes = append(lanes, l)
		writes = append(writes, store.Put(store.Item{Key: relayKey(r.space, markPrefix+strconv.Itoa(l.shard)), Body: body}, store.Always()))
	}
	if len(writes) == 0 {
		return nil
	}
	results := r.table.Batch(ctx, writes...)
	for n, err := range results {
		if err != nil {
			lanes[n].untakeMark()
		}
	}
	return errors.Join(results...)
}

func decodeMark(i store.Item) (shard int, id string, err error) {
	shard, err = strconv.Atoi(strings.TrimPrefix(i.Sort, markPrefix))
	if err != nil || shard < 0 || shard >= Shards || len(i.Body) != 1+idLength || i.Body[0] != itemFormat {
		return 0, "", fmt.Errorf("%s has an unknown format", i.Sort)
	}
	return shard, string(i.Body[1:]), nil
}

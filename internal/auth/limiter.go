package auth

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Attempts at signing in: so many at once, and one more each interval.
var (
	perPair    = rate{burst: 10, every: 30 * time.Second}  // of one account from one address
	perAddress = rate{burst: 50, every: 5 * time.Second}   // of all accounts from one address
	perAccount = rate{burst: 100, every: 10 * time.Second} // of one account from everywhere
)

type rate struct {
	burst int
	every time.Duration
}

// take is one attempt, to be counted under a name.
type take struct {
	name string
	rate rate
}

// bucket is what the store keeps of a name: the attempts that were left at a time. One that is full again says nothing,
// and expires then.
type bucket struct {
	Left float64   `json:"left"`
	At   time.Time `json:"at"`
}

// bucketKey hides the name, which holds addresses of people.
func bucketKey(name string) store.Key {
	return store.Key{Partition: "limit#" + digest(name), Sort: "bucket"}
}

// spend takes one attempt out of the bucket; false if there is none left.
func (b *bucket) spend(now time.Time, r rate) bool {
	b.Left = min(float64(r.burst), b.Left+float64(max(0, now.Sub(b.At)))/float64(r.every))
	b.At = now
	if b.Left < 1 {
		return false
	}
	b.Left--
	return true
}

// write puts the bucket in place of its version.
func (b *bucket) write(t take, version int64) (store.Write, error) {
	missing := float64(t.rate.burst) - b.Left
	full := b.At.Add(time.Duration(missing*float64(t.rate.every)) + time.Second)
	return put(store.Item{Key: bucketKey(t.name), Version: version + 1, Expires: full}, b, store.VersionIs(version))
}

// maxTakes is how often an attempt is counted anew because others were counted at the same moment. An attempt that cannot
// be counted is refused.
const maxTakes = 10

// attempt counts an attempt under several names, in the content table, so that all processes count together; false if
// one of the names has no attempts left. That refusal costs nothing: it gives nothing away, either.
func (s *Service) attempt(ctx context.Context, takes ...take) (allowed bool, err error) {
	defer errs.Wrap(&err, "count an attempt")
	for range maxTakes {
		writes, err := s.spending(ctx, takes)
		if err != nil || writes == nil {
			return false, err
		}
		var lost []take
		for i, err := range s.table.Batch(ctx, writes...) {
			switch {
			case err == nil:
			case isLost(err), errors.Is(err, store.ErrUnknown), errors.Is(err, store.ErrThrottled):
				lost = append(lost, takes[i])
			default:
				return false, err
			}
		}
		if takes = lost; len(takes) == 0 {
			return true, nil
		}
		if err := s.clock.Sleep(ctx, rand.N(maxPause)); err != nil {
			return false, err
		}
	}
	return false, nil
}

// maxPause spreads out those that were counted at the same moment.
const maxPause = 20 * time.Millisecond

// spending are the writes that take one attempt out of each bucket; nil if one of them is empty.
func (s *Service) spending(ctx context.Context, takes []take) ([]store.Write, error) {
	found, err := s.buckets(ctx, takes)
	if err != nil {
		return nil, err
	}
	now, writes := s.clock.Now(), make([]store.Write, len(takes))
	for i, t := range takes {
		b, version := bucket{Left: float64(t.rate.burst), At: now}, int64(0)
		if item, ok := found[bucketKey(t.name)]; ok {
			version = item.Version
			if err := decode(item.Body, &b); err != nil {
				return nil, err
			}
		}
		if !b.spend(now, t.rate) {
			return nil, nil
		}
		if writes[i], err = b.write(t, version); err != nil {
			return nil, err
		}
	}
	return writes, nil
}

// buckets reads those that are not full.
func (s *Service) buckets(ctx context.Context, takes []take) (map[store.Key]store.Item, error) {
	keys, found := make([]store.Key, len(takes)), map[store.Key]store.Item{}
	for i, t := range takes {
		keys[i] = bucketKey(t.name)
	}
	return found, s.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, keys...)
		for _, i := range items {
			i.Body = append([]byte(nil), i.Body...)
			found[i.Key] = i
		}
		return err
	})
}

// forgive gives a name all its attempts back.
func forgive(name string) store.Write { return store.Delete(bucketKey(name), store.Always()) }

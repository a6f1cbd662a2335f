package content

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// claimOf is one unique value that a live copy holds.
type claimOf struct {
	field  *field.Field
	locale string
}

// claims lists the unique values of a live copy.
func (s *Service) claims(m *Model, man *manifest, b *body) map[store.Key]claimOf {
	out := map[store.Key]claimOf{}
	for _, f := range m.Fields {
		if f.Unique {
			maps.Copy(out, s.claimsOf(m, man, f, b))
		}
	}
	return out
}

// claimsOf lists the values of a unique field of a live copy, each in the locales that give a value of their own.
func (s *Service) claimsOf(m *Model, man *manifest, f *field.Field, b *body) map[store.Key]claimOf {
	if b == nil {
		return nil
	}
	out := map[store.Key]claimOf{}
	eachLocale(f, m.stored(f, b.values), func(locale string, own []byte) {
		out[s.claimKey(m, man, f, locale, own)] = claimOf{f, locale}
	})
	return out
}

func (s *Service) claimKey(m *Model, man *manifest, f *field.Field, locale string, stored []byte) store.Key {
	return s.keys.claim(m.ID, man.claimName(f), locale, index.ClaimForm(f.Kind, stored))
}

// addClaims takes the unique values that are new and releases those that are gone, in the commit's own transaction.
func (t *transaction) addClaims(c claimChanges) {
	for k, of := range c.puts {
		t.addOther(store.Put(claimItem(k, t.next.id), store.Absent()), func() error { return taken(of) })
	}
	for _, k := range c.dels {
		t.add(store.Delete(k, store.Always()), nil)
	}
}

// taken is the error of a unique value that another entry holds. It names no value of the other entry.
func taken(c claimOf) error {
	path := c.field.APIID
	if c.locale != anyLocale {
		path += "." + c.locale
	}
	message := c.field.MessageFor("unique")
	if message == "" {
		message = fmt.Sprintf("Another published entry has the same %s. Choose another one.", label(c.field))
	}
	return errs.Validation(errs.Problem{Path: path, Rule: "unique", Message: message})
}

// holder reads who holds a unique value; "" if nobody does.
func (s *Service) holder(ctx context.Context, r store.Reader, k store.Key) (id string, err error) {
	items, err := r.Get(ctx, store.Consistent, k)
	if err != nil || len(items) == 0 {
		return "", err
	}
	return id, json.Unmarshal(items[0].Body[1:], &id)
}

// holders reads who holds unique values; nobody, where a key is missing.
func (s *Service) holders(ctx context.Context, claims []store.Key) (map[store.Key]string, error) {
	out := map[store.Key]string{}
	return out, s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, claims...)
		for _, i := range items {
			var id string
			if err := json.Unmarshal(i.Body[1:], &id); err != nil {
				return err
			}
			out[i.Key] = id
		}
		return err
	})
}

package content

import (
	"context"
	"encoding/json"
	"fmt"

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

// claims lists the unique values of a live copy, each in the locales that give a value of their own.
func (s *Service) claims(m *Model, b *body) map[store.Key]claimOf {
	out := map[store.Key]claimOf{}
	if b == nil {
		return out
	}
	for _, f := range m.Fields {
		v := m.stored(f, b.values)
		if !f.Unique || isNull(v) {
			continue
		}
		if !f.Localized {
			out[s.claimKey(m, f, anyLocale, v)] = claimOf{f, anyLocale}
			continue
		}
		eachMember(v, func(locale, own []byte) bool {
			if !isNull(own) {
				out[s.claimKey(m, f, string(locale), own)] = claimOf{f, string(locale)}
			}
			return true
		})
	}
	return out
}

func (s *Service) claimKey(m *Model, f *field.Field, locale string, stored []byte) store.Key {
	return s.keys.claim(m.ID, f.ID, locale, index.ClaimForm(f.Kind, stored))
}

// addClaims takes the unique values that are new and releases those that are gone, in the commit's own transaction.
func (s *Service) addClaims(ctx context.Context, t *transaction, m *Model, old *state) {
	before, after := s.claims(m, old.live), s.claims(m, t.next.live)
	holder := append([]byte{formatJSON}, appendJSON(nil, t.next.id)...)
	for k, c := range after {
		if _, held := before[k]; !held {
			t.addOther(store.Put(store.Item{Key: k, Body: holder}, store.Absent()), func() error { return taken(c) })
		}
	}
	for k := range before {
		if _, kept := after[k]; !kept {
			t.add(store.Delete(k, store.Always()), nil)
		}
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

package content

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/store"
)

// heldClaims compares the unique values of an entry with the claims on them, those of its revisions included: a claim
// on a value that the entry once had must be gone, or be of another one.
func (k *checker) heldClaims(ctx context.Context, m *Model, st *state) error {
	want := k.s.claims(m, st.live)
	known, err := k.everClaimed(ctx, m, st)
	if err != nil || len(known) == 0 {
		return err
	}
	holders, err := k.holders(ctx, slices.Collect(maps.Keys(known)))
	if err != nil {
		return err
	}
	for key, c := range known {
		_, wanted := want[key]
		switch holder := holders[key]; {
		case wanted && holder == "":
			err = k.claim(ctx, st, Finding{Kind: MissingClaim, Entry: st.id,
				Message: fmt.Sprintf("The entry %s does not hold the claim on its %s.", st.id, label(c.field))}, k.put(key, st.id, store.Absent()))
		case wanted && holder != st.id:
			err = k.heldByOther(ctx, m, st, key, c, holder)
		case !wanted && holder == st.id:
			err = k.claim(ctx, st, Finding{Kind: StrayClaim, Entry: st.id,
				Message: fmt.Sprintf("The entry %s holds the claim on a %s that it does not have.", st.id, label(c.field))}, store.Delete(key, store.Always()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// heldByOther looks at a claim that another entry holds. From one that does not have the value it is taken away, as long
// as that stays as it is: nobody else can take it while it is held.
func (k *checker) heldByOther(ctx context.Context, m *Model, st *state, key store.Key, c claimOf, holder string) error {
	other, err := k.s.read(ctx, holder)
	if err != nil {
		return k.unreadable(ctx, holder, err)
	}
	f := Finding{Kind: MissingClaim, Entry: st.id,
		Message: fmt.Sprintf("The claim of the entry %s on its %s is held by %s, which does not have that value.", st.id, label(c.field), holder)}
	if _, has := k.s.claims(m, other.live)[key]; !has || other.head.Model != m.ID {
		return k.claim(ctx, st, f, store.Check(k.s.keys.head(holder), store.VersionIs(other.head.seq)), k.put(key, st.id, store.Always()))
	}
	f.Message = fmt.Sprintf("The entries %s and %s are both published with the same %s. Give one of them another one.", st.id, holder, label(c.field))
	k.find(ctx, f)
	return nil
}

func (k *checker) put(claim store.Key, id string, c store.Condition) store.Write {
	return store.Put(store.Item{Key: claim, Body: append([]byte{formatJSON}, appendJSON(nil, id)...)}, c)
}

// claim reports a claim, and mends it by some writes.
func (k *checker) claim(ctx context.Context, st *state, f Finding, writes ...store.Write) error {
	mended, moved, err := k.mend(ctx, st, nil, writes)
	if f.Repaired = mended; err == nil && !moved {
		k.find(ctx, f)
	}
	return err
}

// everClaimed are the unique values that an entry has or had.
func (k *checker) everClaimed(ctx context.Context, m *Model, st *state) (map[store.Key]claimOf, error) {
	out := k.s.claims(m, st.live)
	if !slices.ContainsFunc(m.Fields, func(f *field.Field) bool { return f.Unique }) {
		return out, nil
	}
	maps.Copy(out, k.s.claims(m, st.draft))
	q := store.Query{Partition: k.s.keys.head(st.id).Partition, From: "rev#", To: "rev$", Consistent: store.Consistent}
	return out, k.s.eachPage(ctx, k.s.content, q, func(items []store.Item) error {
		for _, i := range items {
			b, err := decodeBody(i)
			if err != nil {
				return err
			}
			maps.Copy(out, k.s.claims(m, b))
		}
		return nil
	})
}

func (k *checker) holders(ctx context.Context, claims []store.Key) (map[store.Key]string, error) {
	out := map[store.Key]string{}
	return out, k.s.content.View(ctx, func(r store.Reader) error {
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

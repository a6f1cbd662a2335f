package content

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/store"
)

// heldClaims compares the unique values of an entry with the claims on them, those of its revisions included: a claim
// on a value that the entry once had must be gone, or be of another one.
func (k *checker) heldClaims(ctx context.Context, m *Model, man *manifest, st *state) error {
	want, err := k.wantedClaims(ctx, m, man, st)
	if err != nil {
		return err
	}
	known, err := k.everClaimed(ctx, m, man, st)
	if err != nil || len(known) == 0 {
		return err
	}
	holders, err := k.s.holders(ctx, slices.Collect(maps.Keys(known)))
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
			err = k.heldByOther(ctx, m, man, st, key, c, holder)
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
func (k *checker) heldByOther(ctx context.Context, m *Model, man *manifest, st *state, key store.Key, c claimOf, holder string) error {
	other, err := k.s.read(ctx, holder)
	if err != nil {
		return k.unreadable(ctx, holder, err)
	}
	f := Finding{Kind: MissingClaim, Entry: st.id,
		Message: fmt.Sprintf("The claim of the entry %s on its %s is held by %s, which does not have that value.", st.id, label(c.field), holder)}
	if _, has := k.s.claims(m, man, other.live)[key]; !has || other.head.Model != m.ID {
		return k.claim(ctx, st, f, store.Check(k.s.keys.head(holder), store.VersionIs(other.head.seq)), k.put(key, st.id, store.Always()))
	}
	k.shared(ctx, f, st, c, holder)
	return nil
}

// shared reports a value that two entries are published with.
func (k *checker) shared(ctx context.Context, f Finding, st *state, c claimOf, holder string) {
	f.Message = fmt.Sprintf("The entries %s and %s are both published with the same %s. Give one of them another one.", st.id, holder, label(c.field))
	k.find(ctx, f)
}

// wantedClaims are those that an entry should hold. What it was found to share when a field became unique is reported.
func (k *checker) wantedClaims(ctx context.Context, m *Model, man *manifest, st *state) (map[store.Key]claimOf, error) {
	want := k.s.claims(m, man, st.live)
	for f, missing := range k.s.missingClaims(m, man, st) {
		holders, err := k.s.holders(ctx, slices.Collect(maps.Keys(missing)))
		if err != nil {
			return nil, err
		}
		for key, c := range missing {
			delete(want, key)
			if holder := holders[key]; holder != "" && holder != st.id && slices.Contains(st.head.Unclaimed, man.claimName(f)) {
				k.shared(ctx, Finding{Kind: MissingClaim, Entry: st.id}, st, c, holder)
			}
		}
	}
	return want, nil
}

func (k *checker) put(claim store.Key, id string, c store.Condition) store.Write {
	return store.Put(claimItem(claim, id), c)
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
func (k *checker) everClaimed(ctx context.Context, m *Model, man *manifest, st *state) (map[store.Key]claimOf, error) {
	out := k.s.claims(m, man, st.live)
	if !slices.ContainsFunc(m.Fields, func(f *field.Field) bool { return f.Unique }) {
		return out, nil
	}
	maps.Copy(out, k.s.claims(m, man, st.draft))
	q := store.Query{Partition: k.s.keys.head(st.id).Partition, From: "rev#", To: "rev$", Consistent: store.Consistent}
	return out, k.s.eachPage(ctx, k.s.content, q, func(items []store.Item) error {
		for _, i := range items {
			b, err := decodeBody(i)
			if err != nil {
				return err
			}
			maps.Copy(out, k.s.claims(m, man, b))
		}
		return nil
	})
}

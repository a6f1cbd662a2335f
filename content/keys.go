package content

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// registryShards is how many partitions list the entries of a model.
const registryShards = 4

// keys builds the keys of one space; design section 3 has the table of them.
type keys struct{ space string }

func (k keys) schema() store.Key { return store.Key{Partition: k.space + "#model", Sort: "schema"} }

func (k keys) manifest(model string) store.Key {
	return store.Key{Partition: k.space + "#model", Sort: "manifest#" + model}
}

func (k keys) head(id string) store.Key  { return k.entry(id, "head") }
func (k keys) draft(id string) store.Key { return k.entry(id, "draft") }
func (k keys) live(id string) store.Key  { return k.entry(id, "live") }

// revision sorts by version: the number is padded.
func (k keys) revision(id string, version int64) store.Key {
	return k.entry(id, fmt.Sprintf("rev#%012d", version))
}

func (k keys) entry(id, sort string) store.Key {
	return store.Key{Partition: k.space + "#entry#" + id, Sort: sort}
}

func (k keys) registry(model, id string) store.Key {
	return store.Key{Partition: k.registryShard(model, hashOf(id)%registryShards), Sort: id}
}

func (k keys) registryShard(model string, shard uint32) string {
	return fmt.Sprintf("%s#of#%s#%d", k.space, model, shard)
}

// trash lists an entry that has been in the trash since a time.
func (k keys) trash(id string, since time.Time) store.Key {
	return store.Key{Partition: k.trashShard(hashOf(id) % registryShards), Sort: trashTime(since) + "#" + id}
}

func (k keys) trashShard(shard uint32) string { return fmt.Sprintf("%s#trash#%d", k.space, shard) }

// claim is where the holder of a unique value is noted; form is the value's normalised form.
func (k keys) claim(model, field, locale string, form []byte) store.Key {
	sum := sha256.Sum256(form)
	return store.Key{
		Partition: k.space + "#unique#" + model + "#" + field + "#" + locale + "#" + hex.EncodeToString(sum[:]),
		Sort:      "claim",
	}
}

func (k keys) idempotency(key string) store.Key {
	sum := sha256.Sum256([]byte(key))
	return store.Key{Partition: k.space + "#idem#" + hex.EncodeToString(sum[:]), Sort: "record"}
}

// backfill is where the processes that build the indexes of a model note how far they have come.
func (k keys) backfill(model string) store.Key { return k.job("build#" + model) }

// check is where a check in slices notes where it goes on.
func (k keys) check() store.Key { return k.job("check") }

// searchBuilt is where it is noted what the search index was built for.
func (k keys) searchBuilt() store.Key { return k.job("search") }

// doubts is the partition of the index table that lists rows in doubt; no index has it.
func (k keys) doubts() string { return k.space + "#doubt" }

func (k keys) job(name string) store.Key {
	return store.Key{Partition: k.space + "#jobs", Sort: name}
}

// idOf is the entry that an item of an entry's partition belongs to.
func (k keys) idOf(key store.Key) string { return strings.TrimPrefix(key.Partition, k.space+"#entry#") }

func splitPartition(p string) []string { return strings.Split(p, "#") }

func number(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil
}

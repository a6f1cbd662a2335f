package main

import (
	"encoding/base64"
	"encoding/json"
	"math"
)

// billed lets a request ask for its bill.
func billed(request []byte) []byte {
	var in map[string]any
	if json.Unmarshal(request, &in) != nil {
		return request
	}
	in["ReturnConsumedCapacity"] = "TOTAL"
	out, err := json.Marshal(in)
	if err != nil {
		return request
	}
	return out
}

// item is an item as DynamoDB's API shows it, as far as Galley's have attributes.
type item map[string]struct{ S, N, B *string }

// bytes is the size of an item as DynamoDB counts it.
func (i item) bytes() int {
	n := 0
	for name, v := range i {
		n += len(name)
		switch {
		case v.S != nil:
			n += len(*v.S)
		case v.N != nil:
			n += len(*v.N)/2 + 2
		case v.B != nil:
			n += base64.StdEncoding.DecodedLen(len(*v.B))
		}
	}
	return n
}

// exchange is what a request and its answer say about its price.
type exchange struct {
	ConsistentRead bool
	RequestItems   map[string]struct {
		Keys           []item
		ConsistentRead bool
	}
	Item      item
	Items     []item
	Responses json.RawMessage // a list an atomic read, by table otherwise

	TransactItems    []json.RawMessage
	ConsumedCapacity json.RawMessage
}

// units are the read and write units of a request. Writes are billed by the emulator; reads are counted here, by size,
// because it bills every item as if it were small.
func units(operation string, request, answer []byte) (reads, writes float64) {
	var x exchange
	if json.Unmarshal(request, &x) != nil || json.Unmarshal(answer, &x) != nil {
		return 0, 0
	}
	switch operation {
	case "GetItem":
		return readUnits(x.Item.bytes()) * price(x.ConsistentRead), 0
	case "Query":
		total := 0
		for _, i := range x.Items {
			total += i.bytes()
		}
		return readUnits(total) * price(x.ConsistentRead), 0
	case "BatchGetItem":
		return x.batch(), 0
	case "TransactGetItems":
		var found []struct{ Item item }
		_ = json.Unmarshal(x.Responses, &found) // an error's reply has none
		for _, f := range found {
			reads += 2 * readUnits(f.Item.bytes())
		}
		return reads, 0
	}
	return 0, x.consumed()
}

// batch is the price of a BatchGetItem: that of each item; a key without one costs a unit.
func (x *exchange) batch() (reads float64) {
	var found map[string][]item
	_ = json.Unmarshal(x.Responses, &found) // an error's reply has none
	for table, asked := range x.RequestItems {
		n := float64(len(asked.Keys) - len(found[table]))
		for _, i := range found[table] {
			n += readUnits(i.bytes())
		}
		reads += n * price(asked.ConsistentRead)
	}
	return reads
}

// consumed is the bill: one, or one a table. A write that was refused has none, and costs at least a unit.
func (x *exchange) consumed() float64 {
	type bill struct{ CapacityUnits float64 }
	var one bill
	var all []bill
	switch {
	case x.ConsumedCapacity == nil:
		return float64(max(1, 2*len(x.TransactItems)))
	case json.Unmarshal(x.ConsumedCapacity, &one) == nil:
		return one.CapacityUnits
	}
	_ = json.Unmarshal(x.ConsumedCapacity, &all) // it is one of the two
	total := 0.0
	for _, b := range all {
		total += b.CapacityUnits
	}
	return total
}

func readUnits(bytes int) float64 { return max(1, math.Ceil(float64(bytes)/4096)) }

func price(consistent bool) float64 {
	if consistent {
		return 1
	}
	return 0.5
}

package delivery

// The prices of what a query selects; see Limits.Cost.
const (
	plainList    = 10 // elements that a list without pages is taken to have
	reverseList  = 10 // one list in linkedFrom: it is a query for each entry above it
	searchedList = 50 // a list that is searched
	wholeSchema  = 3000
)

// staticCost is the cost of a plan, or -1 if it depends on variables.
func (p *plan) staticCost() int {
	for _, f := range p.dynamic {
		if f.op == opList || f.op == opLinkedList {
			return -1
		}
	}
	return costOf(p.root, nil, 0)
}

// costOf adds up the fields of a node, each times the sizes of the lists above it. Size is that of the page that the node
// is the connection of.
func costOf(n *node, dynamic []*arguments, size int) int {
	sum := 0
	for _, f := range n.fields {
		price, times, page := 1, 1, size
		switch f.op {
		case opList, opLinkedList:
			page = f.arguments(dynamic).size
			if f.op == opLinkedList {
				price = reverseList
			}
			if f.arguments(dynamic).query.Searches() {
				price += searchedList
			}
		case opNodes, opEdges:
			times = size
		case opRefList, opPartList, opBlocks, opRichList:
			times = plainList
		case opSchema:
			price, times = wholeSchema, 0
		case opType:
			price, times = plainList, 0
		}
		sum = min(sum+price+times*below(f, dynamic, page), 1<<40)
	}
	return sum
}

// below is the cost of what is selected of a field's value; of the dearest type if it can have several.
func below(f *planField, dynamic []*arguments, size int) (dearest int) {
	for _, n := range f.nodes {
		dearest = max(dearest, costOf(n, dynamic, size))
	}
	return dearest
}

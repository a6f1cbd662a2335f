package content

// circles parts a directed graph into its strongly connected components: nodes that lead to each other, in a circle or
// several, are one. What a component leads to comes before it. Edges lists where each node leads. (Tarjan's algorithm.)
func circles(edges [][]int) [][]int {
	c := &circleWalk{edges: edges, number: make([]int, len(edges)), low: make([]int, len(edges)), open: make([]bool, len(edges))}
	for n := range edges {
		if c.number[n] == 0 {
			c.visit(n)
		}
	}
	return c.found
}

// circleWalk is a walk in depth through a graph.
type circleWalk struct {
	edges  [][]int
	count  int
	number []int  // in what order nodes were met, from 1
	low    []int  // the lowest number that a node is known to lead back to
	open   []bool // on the stack: of no component yet
	stack  []int
	found  [][]int
}

func (c *circleWalk) visit(n int) {
	c.count++
	c.number[n], c.low[n], c.open[n] = c.count, c.count, true
	c.stack = append(c.stack, n)
	for _, to := range c.edges[n] {
		if c.number[to] == 0 {
			c.visit(to)
			c.low[n] = min(c.low[n], c.low[to])
		} else if c.open[to] {
			c.low[n] = min(c.low[n], c.number[to])
		}
	}
	if c.low[n] == c.number[n] {
		c.close(n)
	}
}

// close takes a component, whose first node is n, off the stack.
func (c *circleWalk) close(n int) {
	at := len(c.stack) - 1
	for c.stack[at] != n {
		at--
	}
	part := append([]int{}, c.stack[at:]...)
	for _, m := range part {
		c.open[m] = false
	}
	c.stack, c.found = c.stack[:at], append(c.found, part)
}

package fieldtest

// G19
var integers = Suite{
	Good: []Good{
		{In: `7`, Stored: `7`},
		{In: `-2147483648`, Stored: `-2147483648`},
		{In: `2147483647`, Stored: `2147483647`},
		{In: `-0`, Stored: `0`, Out: `0`},
		{In: `0e999999999`, Stored: `0`, Out: `0`},
		{In: `1e2`, Stored: `100`, Out: `100`},
		{In: `1.0`, Stored: `1`, Out: `1`},
		{In: `12.50e1`, Stored: `125`, Out: `125`},
		{In: `120000e-3`, Stored: `120`, Out: `120`},
	},
	Bad: []Bad{
		{`2147483648`, "", "range"}, {`-2147483649`, "", "range"}, {`1e400`, "", "range"}, {`1e999999999999999999999`, "", "range"},
		{`9007199254740993`, "", "range"}, {`99999999999999999999`, "", "range"}, {`1.5`, "", "type"}, {`1e-1`, "", "type"},
		{`1e-99999999999999999999`, "", "type"}, {`2147483646.9999999999999999999999`, "", "type"}, {`"7"`, "", "type"}, {`true`, "", "type"}, {`[1]`, "", "type"},
	},
}

// G19
var floats = Suite{
	Good: []Good{
		{In: `1.5`, Stored: `1.5`},
		{In: `0.1`, Stored: `0.1`},
		{In: `-0`, Stored: `0`, Out: `0`},
		{In: `-0.0e5`, Stored: `0`, Out: `0`},
		{In: `1.50`, Stored: `1.5`, Out: `1.5`},
		{In: `100`, Stored: `100`},
		{In: `1E2`, Stored: `100`, Out: `100`},
		{In: `9007199254740992`, Stored: `9007199254740992`},
		{In: `9007199254740994`, Stored: `9007199254740994`},
		{In: `0.30000000000000004`, Stored: `0.30000000000000004`},
		{In: `1e21`, Stored: `1e+21`, Out: `1e+21`},
		{In: `1e-7`, Stored: `1e-7`},
		{In: `0.000001`, Stored: `0.000001`},
		{In: `5e-324`, Stored: `5e-324`},
		{In: `1.7976931348623157e308`, Stored: `1.7976931348623157e+308`, Out: `1.7976931348623157e+308`},
	},
	Bad: []Bad{
		{`1e400`, "", "exact"}, {`-1e400`, "", "exact"}, {`9007199254740993`, "", "exact"}, {`1e-400`, "", "exact"}, {`0.1000000000000000055`, "", "exact"},
		{`123456789012345678`, "", "exact"}, {`1e999999999999999999999`, "", "exact"}, {`"1.5"`, "", "type"}, {`[1.5]`, "", "type"}, {`false`, "", "type"},
	},
}

var locations = Suite{
	Good: []Good{
		{In: `{"latitude":52.5,"longitude":13.4}`, Stored: `{"latitude":52.5,"longitude":13.4}`},
		{In: `{"longitude":-180, "latitude":9e1}`, Stored: `{"latitude":90,"longitude":-180}`, Out: `{"latitude":90,"longitude":-180}`},
	},
	Bad: []Bad{
		{`{}`, ".latitude", "type"}, {`{"latitude":1}`, ".longitude", "type"}, {`{"latitude":91,"longitude":0}`, ".latitude", "range"},
		{`{"latitude":0,"longitude":-180.5}`, ".longitude", "range"}, {`{"latitude":"1","longitude":0}`, ".latitude", "type"},
		{`{"latitude":1e400,"longitude":0}`, ".latitude", "exact"}, {`{"latitude":1,"longitude":2,"altitude":3}`, ".altitude", "unknown"},
		{`[52.5,13.4]`, "", "type"}, {`"52.5,13.4"`, "", "type"},
	},
}

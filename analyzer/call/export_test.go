package call

// What only the tests of the tables name.
var NoSinks = noSinks

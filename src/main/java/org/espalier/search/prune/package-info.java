@org.jspecify.annotations.NullMarked
package org.espalier.search.prune;

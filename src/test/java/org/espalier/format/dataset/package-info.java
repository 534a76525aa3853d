/// Tests of data sets in folders and zip files.
@NullMarked
package org.espalier.format.dataset;

import org.jspecify.annotations.NullMarked;

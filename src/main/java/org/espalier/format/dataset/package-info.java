/// Data sets: a folder or a zip file comes in, questions, labels and pictures leave.
///
/// Zip files are read in place; names in them that point elsewhere are refused. It does not know what the
/// data is for.
@NullMarked
package org.espalier.format.dataset;

import org.jspecify.annotations.NullMarked;

/// Tests of the program as a whole: its structure and its commands.
@NullMarked
package org.espalier;

import org.jspecify.annotations.NullMarked;

/// The command line: picocli commands, thin, each the face of one step. The only package that prints or exits.
@NullMarked
package org.espalier.cli;

import org.jspecify.annotations.NullMarked;

/// The Firmware page: the generated C project to read, its build, and the linker's sizes beside the plan's.
///
/// An int8 network enters; a built project leaves. Nothing of the user's own folder in it is touched.
@NullMarked
package org.espalier.ui.firmware;

import org.jspecify.annotations.NullMarked;

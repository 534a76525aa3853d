/// Tests of chat templates.
@NullMarked
package org.espalier.model.llava.chat;

import org.jspecify.annotations.NullMarked;

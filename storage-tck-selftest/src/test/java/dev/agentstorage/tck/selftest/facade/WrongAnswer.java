package dev.agentstorage.tck.selftest.facade;

import java.util.concurrent.atomic.AtomicReference;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * What a method does in place of its body while a defect is in force. Its code is copied into the method, which may be in any package, so what
 * it uses is public.
 */
public final class WrongAnswer {
    /** The answer of the one defect that is in force. */
    public static final AtomicReference<Answer> IN_FORCE = new AtomicReference<>();

    private WrongAnswer() {}

    /** Gives what the method returns. */
    @FunctionalInterface
    public interface Answer {
        /**
         * Answers a call.
         *
         * @param self the object of the call; {@code null} of a static method
         * @param arguments its arguments
         */
        @Nullable
        Object to(@Nullable Object self, Object[] arguments);
    }

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
        return true;
    }

    @SuppressWarnings("UnusedVariable") // what is assigned to the parameter is what the method returns
    @Advice.OnMethodExit
    static void exit(
            @Advice.This(optional = true) @Nullable Object self,
            @Advice.AllArguments Object[] arguments,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
        returned = IN_FORCE.get().to(self, arguments);
    }
}

package dev.agentstorage.tck.selftest.facade;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.agentstorage.tck.selftest.facade.WrongAnswer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;

/**
 * A method of the library that answers otherwise.
 *
 * @param name what is wrong
 * @param rule the rule that must catch it
 * @param type the method's class, below {@code dev.agentstorage}
 * @param method its name
 * @param parameters number of its parameters
 * @param answer what it does
 * @param bare whether the kit runs on a backend without any domain, as the rules about absent features need it
 */
record FacadeMutant(String name, String rule, String type, String method, int parameters, Answer answer, boolean bare) {
    FacadeMutant(String name, String rule, String type, String method, int parameters, Answer answer) {
        this(name, rule, type, method, parameters, answer, false);
    }

    /** The same on a backend without any domain. */
    FacadeMutant onBareBackend() {
        return new FacadeMutant(name, rule, type, method, parameters, answer, true);
    }

    /** Puts the defect in force, does the work, and takes it back. Other threads must not use the library meanwhile. */
    void during(Runnable work) {
        ByteBuddyAgent.install();
        ClassReloadingStrategy reloading = ClassReloadingStrategy.fromInstalledAgent();
        Class<?> target = target();
        WrongAnswer.IN_FORCE.set(answer);
        new ByteBuddy()
                .redefine(target)
                .visit(Advice.to(WrongAnswer.class).on(named(method).and(takesArguments(parameters))))
                .make()
                .load(target.getClassLoader(), reloading);
        try {
            work.run();
        } finally {
            reset(reloading, target);
        }
    }

    private static void reset(ClassReloadingStrategy reloading, Class<?> target) {
        try {
            reloading.reset(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Class<?> target() {
        try {
            return Class.forName("dev.agentstorage." + type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the name and the rule. */
    @Override
    public String toString() {
        return name + " (" + rule + ")";
    }
}

package dev.coatcheck.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One call of a script: first the values are added whose keys it declares, then its arguments. It goes by the script's
 * hash, in one round trip; a server that does not know the script yet, or has forgotten it, is sent the text by the same
 * call.
 */
final class ScriptCall {
    private final Script script;
    private final SessionKey session;
    private final byte[][] arguments;
    private int next = 2;

    ScriptCall(Script script, SessionKey session, int values, int arguments) {
        this.script = script;
        this.session = session;
        this.arguments = new byte[next + values + arguments][];
        this.arguments[0] = SessionKey.bytes(Integer.toString(1 + values));
        this.arguments[1] = session.hash();
    }

    void value(String name) {
        argument(session.value(name));
    }

    void argument(String text) {
        argument(SessionKey.bytes(text));
    }

    void argument(byte[] bytes) {
        arguments[next++] = bytes;
    }

    void argument(long number) {
        argument(Long.toString(number));
    }

    @Nullable
    Object run(Server server) {
        try {
            return server.one(command());
        } catch (JedisNoScriptException e) {
            return server.one(command(Command.EVAL, script.text()));
        }
    }

    /** For a server that knows the script; another refuses it. */
    CommandArguments command() {
        return command(Command.EVALSHA, script.hash());
    }

    private CommandArguments command(Command how, byte[] what) {
        CommandArguments command = new CommandArguments(how).add(what);
        for (byte[] argument : arguments) {
            command.add(argument);
        }
        return command;
    }
}

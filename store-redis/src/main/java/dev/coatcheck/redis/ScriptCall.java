package dev.coatcheck.redis;

import org.jspecify.annotations.Nullable;
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
    private final byte[][] command;
    private int next = 3;

    ScriptCall(Script script, SessionKey session, int values, int arguments) {
        this.script = script;
        this.session = session;
        this.command = new byte[next + values + arguments][];
        command[1] = SessionKey.bytes(Integer.toString(1 + values));
        command[2] = session.hash();
    }

    void value(String name) {
        argument(session.value(name));
    }

    void argument(String text) {
        argument(SessionKey.bytes(text));
    }

    void argument(byte[] bytes) {
        command[next++] = bytes;
    }

    void argument(long number) {
        argument(Long.toString(number));
    }

    @Nullable
    Object run(Server server) {
        try {
            return ask(server, Command.EVALSHA, script.hash());
        } catch (JedisNoScriptException e) {
            return ask(server, Command.EVAL, script.text());
        }
    }

    private @Nullable Object ask(Server server, Command how, byte[] what) {
        command[0] = what;
        return server.one(connection -> {
            connection.sendCommand(how, command);
            return 1;
        });
    }
}

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A small HTTP server for the recordings: java Server.java MODE. Prints its port. */
public class Server {
  static final int PER_REQUEST = 100_000;
  static final List<byte[]> kept = new ArrayList<>();
  static int requests = 0;

  static void serve(String mode) {
    byte[] made = new byte[PER_REQUEST];
    if (mode.equals("leak")) kept.add(made);
    if (mode.equals("cache")) {
      if (kept.size() < 200) kept.add(made);
      else kept.set(requests % 200, made);
    }
  }

  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      requests++;
      serve(args[0]);
      byte[] body = String.valueOf(requests).getBytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    System.out.println(server.getAddress().getPort());
  }
}

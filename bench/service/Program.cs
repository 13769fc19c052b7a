using System.Net;
using System.Text;

// A service of the kind that people move: a runtime with threads and a compiler of its own, and state in its heap.
// Each GET answers how many requests there were, and the sum over its table.
var table = Enumerable.Range(0, 500_000).ToDictionary(n => $"key-{n}", n => new byte[100 + (n % 100)]);
using var listener = new HttpListener();
listener.Prefixes.Add("http://127.0.0.1:8080/");
listener.Start();
Console.WriteLine("ready");
for (var requests = 1; ; requests++)
{
    var context = await listener.GetContextAsync();
    var answer = $"{requests} {table.Sum(entry => entry.Key.Length + entry.Value.Length)}\n";
    await context.Response.OutputStream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    context.Response.Close();
}

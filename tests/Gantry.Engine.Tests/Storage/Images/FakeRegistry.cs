using System.Net;
using System.Net.Sockets;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Storage.Images;

/// <summary>
/// A registry (OCI distribution spec, pulling only) on the loopback address, filled from <c>dir:</c> folders.
/// </summary>
internal sealed class FakeRegistry : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (string Type, byte[] Content)> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _blobs = new(StringComparer.Ordinal);
    private readonly Task _serving;

    public FakeRegistry()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"http://{Address}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>How many blobs were asked for.</summary>
    public int BlobRequests { get; private set; }

    /// <summary>Publishes a <c>dir:</c> folder under a name and tag.</summary>
    public Digest Publish(string folder, string nameAndTag, string mediaType)
    {
        var manifest = File.ReadAllBytes(Path.Join(folder, "manifest.json"));
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path).Length == 64))
        {
            _blobs["sha256:" + Path.GetFileName(path)] = path;
        }

        return Publish(manifest, nameAndTag, mediaType);
    }

    /// <summary>Publishes a manifest or index under a name and tag, and under its digest.</summary>
    public Digest Publish(byte[] manifest, string nameAndTag, string mediaType)
    {
        var (name, tag) = (nameAndTag.Split(':')[0], nameAndTag.Split(':')[1]);
        var digest = Digest.Of(manifest);
        _manifests[$"/v2/{name}/manifests/{tag}"] = (mediaType, manifest);
        _manifests[$"/v2/{name}/manifests/{digest}"] = (mediaType, manifest);
        return digest;
    }

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Answer(context.Request, context.Response);
        }
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        var path = request.Url!.AbsolutePath;
        if (_manifests.TryGetValue(path, out var manifest))
        {
            response.ContentType = manifest.Type;
            response.Headers["Docker-Content-Digest"] = Digest.Of(manifest.Content).ToString();
            response.Close(manifest.Content, willBlock: true);
        }
        else if (_blobs.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var blob))
        {
            BlobRequests++;
            response.Close(File.ReadAllBytes(blob), willBlock: true);
        }
        else
        {
            response.StatusCode = path == "/v2/" ? 200 : 404;
            var error = "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"u8;
            response.Close(error.ToArray(), willBlock: true);
        }
    }
}

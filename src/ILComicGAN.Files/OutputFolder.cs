namespace ILComicGAN.Files;

/// <summary>
/// A folder of results that appears whole or not at all: it is filled under a temporary name beside its place and renamed
/// when complete. What is not completed is removed.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    /// <summary>Folders that are being filled in this process.</summary>
    private static readonly HashSet<OutputFolder> s_unfinished = [];

    private static readonly Lock s_lock = new();

    private bool _complete;

    private OutputFolder(string target, string temporary) => (Target, Path) = (target, temporary);

    /// <summary>Where the folder is to appear.</summary>
    public string Target { get; }

    /// <summary>Where files are to be put until then.</summary>
    public string Path { get; }

    /// <summary>Begins a folder.</summary>
    /// <param name="target">Its place: missing or an empty folder. Parent folders are made.</param>
    /// <exception cref="FolderInUseException">There is a file, or a folder that is not empty.</exception>
    /// <exception cref="IOException">The folder cannot be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static OutputFolder Begin(string target)
    {
        string place = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        RequireFree(target, place);
        string parent = System.IO.Path.GetDirectoryName(place) ?? throw new FolderInUseException($"'{target}' cannot be a result's folder; name a new one.");
        Directory.CreateDirectory(parent);
        string temporary = System.IO.Path.Combine(parent, TemporaryName.Create());
        OutputFolder folder = new(place, temporary);
        lock (s_lock)
        {
            Directory.CreateDirectory(temporary);
            s_unfinished.Add(folder);
        }

        return folder;
    }

    /// <summary>Writes one file of the folder, and lets it reach the disk.</summary>
    /// <param name="name">Its path within the folder.</param>
    /// <param name="content">Its bytes.</param>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        string file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Removes all folders that are being filled: for a process that ends without waiting for whoever fills them. None can be
    /// completed afterwards.
    /// </summary>
    public static void RemoveUnfinished()
    {
        lock (s_lock)
        {
            foreach (OutputFolder folder in s_unfinished)
            {
                // Somebody may be writing into it still.
                for (int attempt = 0; attempt < 5 && Directory.Exists(folder.Path); attempt++)
                {
                    try
                    {
                        Directory.Delete(folder.Path, recursive: true);
                    }
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                    {
                        Thread.Sleep(20);
                    }
                }
            }

            s_unfinished.Clear();
        }
    }

    /// <summary>Puts the folder in its place.</summary>
    /// <exception cref="FolderInUseException">Something was put there meanwhile.</exception>
    /// <exception cref="IOException">It was removed meanwhile.</exception>
    public void Complete()
    {
        lock (s_lock)
        {
            RequireFree(Target, Target);
            if (Directory.Exists(Target))
            {
                Directory.Delete(Target);
            }

            Directory.Move(Path, Target);
            AtomicFile.FlushFolder(System.IO.Path.GetDirectoryName(Target)!);
            _complete = true;
            s_unfinished.Remove(this);
        }
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        lock (s_lock)
        {
            s_unfinished.Remove(this);
            if (!_complete && Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }

    private static void RequireFree(string name, string place)
    {
        if (File.Exists(place))
        {
            throw new FolderInUseException($"'{name}' is a file, and a folder is needed there; name another one.");
        }

        if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any())
        {
            throw new FolderInUseException($"The folder '{name}' already has files, which are left as they are; name a new or an empty folder.");
        }
    }
}

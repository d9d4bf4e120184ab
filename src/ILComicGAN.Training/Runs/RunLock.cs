namespace ILComicGAN.Training.Runs;

/// <summary>
/// Keeps two programs from training in one folder. The system releases the lock when its owner ends, however it ends.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Locks a run's folder, which is created if it is missing.</summary>
    /// <exception cref="SettingsException">Another program has it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, ".lock");
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new SettingsException(
                $"Another program is training in '{folder}' ({e.Message.TrimEnd('.')}); stop it, or name another folder.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

namespace ILComicGAN.Imaging;

/// <summary>A picture cannot be read or written; the message is one sentence for the user, naming the file.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PictureException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public PictureException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Creates the exception with a general message.</summary>
    public PictureException()
        : this("The picture cannot be used.")
    {
    }
}
